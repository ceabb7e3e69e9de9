// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.Budget;
import io.granary.kube.DoorResources;
import io.granary.kube.HubObject;
import io.granary.kube.Kubeconfig;
import io.granary.kube.PlainText;
import io.granary.kube.Resources;
import io.granary.kube.SiteDoors;
import io.granary.kube.Written;
import io.granary.sites.core.ImportSeen.Side;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The site itself during its import, by the kubeconfig that somebody gave for it. */
final class ImportSide {
    private static final String LABEL = "granary.io/import";
    private static final String REGISTRATION = "cluster-registration-url";
    private static final String AGENTS = "app=cattle-cluster-agent";
    private static final String AGENT_NAMESPACE = "cattle-system";
    private static final Set<String> ON_ITS_WAY = Set.of("", "ContainerCreating", "PodInitializing");
    private static final int MOST_WORDS = 300;

    private final Resources<ObjectNode> secrets;
    private final SiteDoors doors;
    private final RandomGenerator random;

    ImportSide(Resources<ObjectNode> secrets, SiteDoors doors, RandomGenerator random) {
        this.secrets = secrets;
        this.doors = doors;
        this.random = random;
    }

    /** What it says now. */
    Side ask(HubObject<SiteSpec, SiteStatus> site) {
        var name = secret(site);
        if (name == null) {
            return new Side.NotAsked();
        }
        var namespace = site.metadata().namespace();
        if (name.equals(site.metadata().name() + "-kubeconfig")) {
            return new Side.Unusable(
                    "SecretNameTaken",
                    "Rancher itself keeps a Secret " + name + " for the cluster: put the site's kubeconfig into one of"
                            + " another name");
        }
        var secret = secrets.find(namespace, name);
        if (secret == null) {
            return new Side.Unusable(
                    "SecretMissing",
                    "There is no Secret " + name + " in " + namespace + ": create it with the label " + LABEL
                            + "=true and the site's kubeconfig under the key 'kubeconfig'");
        }
        if (!secret.at("/metadata/labels").path(LABEL).asText().equals("true")) {
            return new Side.Unusable(
                    "SecretNotMeant",
                    "The Secret " + name + " is not meant for an import: whoever it belongs to may label it " + LABEL
                            + "=true");
        }
        try {
            return ask(doors.direct(id(site), decoded(secret.at("/data/kubeconfig"))));
        } catch (Kubeconfig.Unusable unusable) {
            return new Side.Unusable("KubeconfigUnusable", String.valueOf(unusable.getMessage()));
        } catch (ApiProblem.Failure silent) {
            return new Side.Silent(silent.problem().message());
        }
    }

    private Side ask(ApiDoor door) {
        var settings = new DoorResources<>(door, ImportKinds.SETTING, random);
        var version = settings.find("", "server-version");
        var registration = settings.find("", REGISTRATION);
        return new Side.Answers(
                version == null ? null : version.path("value").asText(),
                registration == null ? "" : registration.path("value").asText(),
                registration == null ? "" : complaint(registration),
                agent(door));
    }

    private static String complaint(JsonNode setting) {
        for (var condition : setting.at("/status/conditions")) {
            if (condition.path("type").asText().equals("configured")
                    && condition.path("status").asText().equals("False")) {
                return words(condition.path("message").asText());
            }
        }
        return "";
    }

    private String agent(ApiDoor door) {
        for (var pod : new DoorResources<>(door, ImportKinds.POD, random).list(AGENT_NAMESPACE, AGENTS)) {
            for (var container : pod.at("/status/containerStatuses")) {
                var waiting = container.at("/state/waiting");
                var reason = waiting.path("reason").asText("");
                if (!ON_ITS_WAY.contains(reason)) {
                    var last = reason.equals("CrashLoopBackOff")
                            ? lastWords(door, pod.at("/metadata/name").asText())
                            : "";
                    return words(reason + ": "
                            + (last.isEmpty() ? waiting.path("message").asText() : last));
                }
            }
        }
        return "";
    }

    private static String lastWords(ApiDoor door, String pod) {
        var path = "/api/v1/namespaces/" + AGENT_NAMESPACE + "/pods/" + pod + "/log?tailLines=3&previous=true";
        var reply = door.await(ApiCall.get(path, Budget.OBJECT));
        return reply.status() == 200 ? new String(reply.body(), StandardCharsets.UTF_8) : "";
    }

    /** Fit to be shown, and without the token in a URL. */
    private static String words(String raw) {
        return PlainText.of(raw, 4 * MOST_WORDS)
                .replaceAll("/v3/import/[^\\s\"']+", "/v3/import/...")
                .transform(clean -> PlainText.of(clean, MOST_WORDS));
    }

    /** Sets the registration URL; null on success, else why not. */
    @Nullable
    String hand(HubObject<SiteSpec, SiteStatus> site, String value) {
        var name = secret(site);
        var secret = name == null ? null : secrets.find(site.metadata().namespace(), name);
        if (secret == null) {
            return "The Secret with the kubeconfig is gone";
        }
        var door = doors.direct(id(site), decoded(secret.at("/data/kubeconfig")));
        var settings = new DoorResources<>(door, ImportKinds.SETTING, random);
        var setting = settings.find("", REGISTRATION);
        if (setting == null) {
            return "The site has no setting " + REGISTRATION + ": is it a Harvester cluster?";
        }
        setting.put("value", value);
        return problem(settings.replace(setting));
    }

    /** Nothing is asked of the site any more. */
    void forget(HubObject<SiteSpec, SiteStatus> site) {
        doors.forget(id(site));
    }

    static @Nullable String problem(Written<?> written) {
        return switch (written) {
            case Written.Stored<?> ignored -> null;
            case Written.Unchanged<?> ignored -> null;
            case Written.Conflict<?> conflict -> conflict.message();
            case Written.Refused<?> refused -> refused.problem().message();
        };
    }

    private static @Nullable String secret(HubObject<SiteSpec, SiteStatus> site) {
        var spec = site.spec();
        return spec == null || spec.importing() == null
                ? null
                : spec.importing().kubeconfigSecret();
    }

    /** Its own among the doors, told from clusters and Secrets of the same name. */
    private static SiteId id(HubObject<SiteSpec, SiteStatus> site) {
        var name = site.metadata().name();
        var uid = Objects.requireNonNullElse(site.metadata().uid(), "");
        return new SiteId("import-" + name.substring(0, Math.min(name.length(), 40)) + "-"
                + uid.substring(0, Math.min(uid.length(), 8)));
    }

    static String decoded(JsonNode base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64.asText("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException garbage) {
            return "";
        }
    }
}
