// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.sites.core.Import;
import io.granary.sites.core.ImportStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does the steps of an import. */
final class ImportHands {
    private final Resources<HubObject<SiteSpec, SiteStatus>> sites;
    private final ImportKinds kinds;
    private final ImportSide side;
    private final SiteBook book;

    ImportHands(Resources<HubObject<SiteSpec, SiteStatus>> sites, ImportKinds kinds, ImportSide side, SiteBook book) {
        this.sites = sites;
        this.kinds = kinds;
        this.side = side;
        this.book = book;
    }

    /** Null on success, else why not. */
    @Nullable
    String act(HubObject<SiteSpec, SiteStatus> site, ImportStep step) {
        var meta = site.metadata();
        return switch (step) {
            case ImportStep.Rest() -> null;
            case ImportStep.Guard() -> guard(site);
            case ImportStep.Register() -> ImportSide.problem(kinds.clusters().create(cluster(meta)));
            case ImportStep.Publish(var url) -> publish(site, url);
            case ImportStep.Hand(var value) -> side.hand(site, value);
            case ImportStep.Tidy() -> tidy(site);
            case ImportStep.Unregister(var cluster) -> {
                var problem = kinds.clusters().delete(meta.namespace(), cluster);
                yield problem == null ? null : problem.message();
            }
            case ImportStep.Release() -> release(site);
        };
    }

    private @Nullable String guard(HubObject<SiteSpec, SiteStatus> site) {
        var finalizers = new ArrayList<>(site.metadata().finalizers());
        finalizers.add(Import.FINALIZER);
        return finalizers(site, finalizers);
    }

    /** Lets the Site go, or stay without its guard. */
    @Nullable
    String release(HubObject<SiteSpec, SiteStatus> site) {
        side.forget(site);
        var finalizers = new ArrayList<>(site.metadata().finalizers());
        return finalizers.remove(Import.FINALIZER) ? finalizers(site, finalizers) : null;
    }

    private @Nullable String finalizers(HubObject<SiteSpec, SiteStatus> site, List<String> finalizers) {
        var written = sites.replaceMetadata(site, site.with(site.metadata().withFinalizers(finalizers)));
        if (written instanceof Written.Stored<HubObject<SiteSpec, SiteStatus>> stored
                && stored.object().metadata().deletionTimestamp() == null) {
            book.keep(stored.object());
        }
        return ImportSide.problem(written);
    }

    /** Rancher's webhook wants to know who gets rights on a new cluster: nobody by this. */
    private static ObjectNode cluster(HubObject.Meta site) {
        var cluster = JsonNodeFactory.instance.objectNode();
        cluster.put("apiVersion", "provisioning.cattle.io/v1").put("kind", "Cluster");
        var meta = cluster.putObject("metadata");
        meta.put("namespace", site.namespace()).put("name", site.name());
        meta.putObject("annotations").put(Import.MARK, site.uid()).put("field.cattle.io/no-creator-rbac", "true");
        var labels = meta.putObject("labels");
        FactsReader.carriedOver(site.labels()).forEach(labels::put);
        labels.put("provider.cattle.io", "harvester");
        cluster.putObject("spec");
        return cluster;
    }

    /** Goes with the Site by itself, too. */
    private @Nullable String publish(HubObject<SiteSpec, SiteStatus> site, String url) {
        var meta = site.metadata();
        var name = Import.secret(meta.name());
        var known = kinds.secrets().find(meta.namespace(), name);
        var encoded = Base64.getEncoder().encodeToString(url.getBytes(StandardCharsets.UTF_8));
        if (known == null) {
            return ImportSide.problem(kinds.secrets().create(secret(site, name, encoded)));
        }
        if (known.at("/data/url").asText().equals(encoded)) {
            return null;
        }
        if (!isOf(site, known)) {
            return "A Secret " + name + " is there that is not this Site's: delete or rename it";
        }
        known.withObject("/data").put("url", encoded);
        return ImportSide.problem(kinds.secrets().replace(known));
    }

    private static ObjectNode secret(HubObject<SiteSpec, SiteStatus> site, String name, String url) {
        var secret = JsonNodeFactory.instance.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
        var meta = secret.putObject("metadata");
        meta.put("namespace", site.metadata().namespace()).put("name", name);
        meta.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", site.apiVersion())
                .put("kind", site.kind())
                .put("name", site.metadata().name())
                .put("uid", Objects.requireNonNullElse(site.metadata().uid(), ""));
        secret.putObject("data").put("url", url);
        return secret;
    }

    private static boolean isOf(HubObject<SiteSpec, SiteStatus> site, ObjectNode secret) {
        return secret.at("/metadata/ownerReferences/0/uid")
                .asText()
                .equals(site.metadata().uid());
    }

    private @Nullable String tidy(HubObject<SiteSpec, SiteStatus> site) {
        side.forget(site);
        var meta = site.metadata();
        var name = Import.secret(meta.name());
        var known = kinds.secrets().find(meta.namespace(), name);
        if (known == null || !isOf(site, known)) {
            return null;
        }
        var problem = kinds.secrets().delete(meta.namespace(), name);
        return problem == null ? null : problem.message();
    }
}
