// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.sites.core.Import;
import io.granary.sites.core.ImportSeen;
import io.granary.sites.core.ImportSeen.Cluster;
import io.granary.sites.core.ImportSeen.Past;
import io.granary.sites.core.ImportSeen.Registration;
import io.granary.sites.core.ImportSeen.Side;
import io.granary.sites.core.ImportSeen.Wish;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteFacts.LinkState;
import io.granary.sites.core.SiteNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at all that an import depends on. */
final class ImportEyes {
    private static final String TOKEN = "default-token";
    /** Where Rancher keeps the token since 2.13.8 and 2.14.4; the hub may read Secrets of this name alone. */
    private static final String TOKEN_SECRET = "crt-token-default-token";

    private static final String PLACEHOLDER = "{token}";
    private static final Pattern URL =
            Pattern.compile("https://[^\\s\"\\\\{}/]+(/[^\\s\"\\\\{}]*)?/v3/import/[^\\s\"\\\\{}/]+");

    private final ImportKinds kinds;
    private final ImportSide side;
    private final SiteBook book;
    private final Clock clock;

    ImportEyes(ImportKinds kinds, ImportSide side, SiteBook book, Clock clock) {
        this.kinds = kinds;
        this.side = side;
        this.book = book;
        this.clock = clock;
    }

    /** What is needed to decide, and no more is asked for. */
    ImportSeen see(HubObject<SiteSpec, SiteStatus> site) {
        var wish = wish(site);
        var cluster = cluster(site, wish);
        var id = cluster == null || cluster.leaving() ? null : cluster.id();
        if (cluster == null || id == null) {
            return new ImportSeen(wish, cluster, new Registration.Missing(), new Side.NotAsked());
        }
        var comes = wish.leaving() == null && cluster.link() == LinkState.PENDING;
        var goes = wish.leaving() != null && wish.uid().equals(cluster.mark());
        var registration = comes ? registration(id) : new Registration.Missing();
        var asks = goes || registration instanceof Registration.Ready;
        return new ImportSeen(wish, cluster, registration, asks ? asked(site) : new Side.NotAsked());
    }

    private Side asked(HubObject<SiteSpec, SiteStatus> site) {
        var said = side.ask(site);
        if (!(said instanceof Side.Answers answers)) {
            return said;
        }
        var id = Import.mentioned(answers.value());
        return id == null || book.facts.containsKey(new SiteId(id)) ? answers : answers.ofForgottenCluster();
    }

    private Wish wish(HubObject<SiteSpec, SiteStatus> site) {
        var meta = site.metadata();
        var deleted = meta.deletionTimestamp();
        var status = site.status();
        var past = status == null || status.clusterID() == null ? Past.NEVER_LISTED : Past.LISTED;
        return new Wish(
                meta.namespace(),
                meta.name(),
                Objects.requireNonNullElse(meta.uid(), ""),
                meta.finalizers().contains(Import.FINALIZER),
                deleted == null ? null : Duration.between(Instant.parse(deleted), clock.instant()),
                io.granary.sites.core.Registration.of(status).isGone() ? Past.REMOVED : past);
    }

    private @Nullable Cluster cluster(HubObject<SiteSpec, SiteStatus> site, Wish wish) {
        var found = kinds.clusters().find(wish.namespace(), wish.name());
        if (found == null) {
            return onlyListed(site, wish);
        }
        var id = text(found, "/status/clusterName");
        var facts = id == null ? null : book.facts.get(new SiteId(id));
        return new Cluster(
                wish.name(),
                id,
                found.at("/metadata/annotations").path(Import.MARK).asText(null),
                text(found, "/metadata/deletionTimestamp") != null,
                facts == null ? LinkState.PENDING : facts.link().state());
    }

    /** One that people imported in Rancher's pages has a name of its own; or ours is just going. */
    private @Nullable Cluster onlyListed(HubObject<SiteSpec, SiteStatus> site, Wish wish) {
        var id = SiteBook.idOf(site);
        var facts = id == null ? byName(wish) : book.facts.get(id);
        if (facts == null || facts.secret() != null || book.guard.holds(facts.id())) {
            return null;
        }
        return new Cluster(
                null, facts.id().value(), null, wish.guarded(), facts.link().state());
    }

    private @Nullable SiteFacts byName(Wish wish) {
        return book.facts.values().stream()
                .filter(facts -> facts.secret() == null && facts.namespace().equals(wish.namespace()))
                .filter(facts -> SiteNames.slug(facts.displayName(), facts.id()).equals(wish.name()))
                .findFirst()
                .orElse(null);
    }

    private Registration registration(String id) {
        var token = kinds.tokens().find(id, TOKEN);
        var url = token == null ? null : text(token, "/status/manifestUrl");
        if (token == null || url == null) {
            return new Registration.Missing();
        }
        if (url.contains(PLACEHOLDER)) {
            var secret = kinds.secrets().find(id, TOKEN_SECRET);
            var value = secret == null ? "" : ImportSide.decoded(secret.at("/data/token"));
            if (value.isEmpty()) {
                return new Registration.Missing();
            }
            url = url.replace(PLACEHOLDER, value);
        }
        return URL.matcher(url).matches()
                ? new Registration.Ready(url)
                : new Registration.Unusable("Rancher's registration URL is no https URL: set Rancher's setting"
                        + " server-url to the address at which sites reach it");
    }

    private static @Nullable String text(ObjectNode object, String pointer) {
        var text = object.at(pointer).asText("");
        return text.isEmpty() ? null : text;
    }
}
