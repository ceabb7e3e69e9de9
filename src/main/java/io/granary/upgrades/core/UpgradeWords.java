// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import io.granary.upgrades.core.SiteUpgrade.Stand;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where an upgrade is, and what is known to hang there, in words (fact sheet: the failure modes of each stage). */
public final class UpgradeWords {
    private UpgradeWords() {}

    /** How long a stage may take before it counts as stuck. */
    public record Dwell(Duration image, Duration preload, Duration services, Duration node, Duration reboot) {}

    /**
     * Where it is, as short text that changes whenever it gets on.
     *
     * @param stage for the dwell time and the hint
     * @param node that is in this stage; empty where it is not of one node
     */
    public record Place(Stage stage, String text, String node) {
        private Place(Stage stage, String text) {
            this(stage, text, "");
        }

        private String hint(String upgrade) {
            var named = stage.hint.replace("<upgrade>", upgrade);
            return node.isEmpty() ? named : named.replace("<node>", node);
        }
    }

    /** What is known to hang, and where to look. */
    public enum Stage {
        LOG("the log collection does not start: look at UpgradeLog in harvester-system"),
        IMAGE("the ISO does not arrive: look at the VirtualMachineImage named like the Upgrade, and whether the CDI"
                + " importer ran out of memory or the mirror is reachable"),
        REPO("the repository does not start: look at Deployment upgrade-repo-<upgrade> in harvester-system"),
        PRELOAD("images are not preloaded: a Plan job in cattle-system may have been dropped; delete the Plan so that"
                + " it is made anew"),
        SERVICES("look at the log of Job <upgrade>-apply-manifests in harvester-system: a ManagedChart or an addon is"
                + " not ready"),
        PAUSED("the node waits for a word: set its entry in annotation harvesterhci.io/node-upgrade-pause-map to"
                + " unpause"),
        PRE_DRAIN("the node does not drain: orphaned Longhorn engines, or the disruption budget of an"
                + " instance-manager; look at Job <upgrade>-pre-drain-<node>"),
        POST_DRAIN("look at Job <upgrade>-post-drain-<node>: a storage network with RWX volumes is known to hang here"),
        SINGLE_NODE("look at Job <upgrade>-single-node-upgrade-<node>: it waits without end for a virtual machine"
                + " that does not shut down"),
        REBOOT("the node did not come back with the new system: look at its console; a network card may have got"
                + " another name");

        private final String hint;

        Stage(String hint) {
            this.hint = hint;
        }

        Duration most(Dwell dwell) {
            return switch (this) {
                case LOG, IMAGE, REPO -> dwell.image();
                case PRELOAD -> dwell.preload();
                case SERVICES -> dwell.services();
                case PAUSED, PRE_DRAIN, POST_DRAIN, SINGLE_NODE -> dwell.node();
                case REBOOT -> dwell.reboot();
            };
        }
    }

    /** Where an upgrade that is under way is. */
    public static Place place(SiteUpgrade upgrade) {
        return switch (upgrade.state()) {
            case "", "PreparingLoggingInfra" -> new Place(Stage.LOG, "is prepared");
            case "LoggingInfraPrepared", "PreparingRepo" -> repo(upgrade);
            case "RepoPrepared", "PreparingNodes" -> new Place(Stage.PRELOAD, "preloads images" + nodes(upgrade));
            case "UpgradingSystemServices" -> new Place(Stage.SERVICES, "upgrades system services");
            default -> node(upgrade);
        };
    }

    private static Place repo(SiteUpgrade upgrade) {
        return upgrade.condition("ImageReady").value().equals("True")
                ? new Place(Stage.REPO, "starts its repository")
                : new Place(Stage.IMAGE, "fetches the ISO");
    }

    private static Place node(SiteUpgrade upgrade) {
        for (var node : upgrade.nodes().entrySet()) {
            var stage = stage(upgrade, node.getValue().value());
            if (stage != null) {
                return new Place(stage, "upgrades its nodes" + nodes(upgrade), node.getKey());
            }
        }
        return new Place(Stage.PRE_DRAIN, "upgrades its nodes" + nodes(upgrade));
    }

    private static @Nullable Stage stage(SiteUpgrade upgrade, String state) {
        return switch (state) {
            case "Node-upgrade paused" -> Stage.PAUSED;
            case "Pre-draining", "Pre-drained" -> Stage.PRE_DRAIN;
            case "Post-draining" -> Stage.POST_DRAIN;
            case "Waiting Reboot" -> Stage.REBOOT;
            case "Images preloaded" -> upgrade.nodes().size() == 1 ? Stage.SINGLE_NODE : null;
            default -> null;
        };
    }

    private static String nodes(SiteUpgrade upgrade) {
        var nodes = upgrade.nodes();
        if (nodes.isEmpty()) {
            return "";
        }
        var done = nodes.values().stream()
                .filter(stand -> stand.value().equals("Succeeded"))
                .count();
        var rest = nodes.entrySet().stream()
                .filter(node -> !node.getValue().value().equals("Succeeded"))
                .filter(node -> nodes.size() == 1 || !node.getValue().value().equals("Images preloaded"))
                .limit(3)
                .map(node -> node.getKey() + " " + node.getValue().value().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
        return ", " + done + " of " + nodes.size() + " done" + (rest.isEmpty() ? "" : ": " + rest);
    }

    /** @param since how long it is in this place */
    static String following(SiteUpgrade upgrade, Duration since, Dwell dwell) {
        var place = place(upgrade);
        var text = "upgrade to " + upgrade.version() + " " + place.text();
        if (since.compareTo(place.stage().most(dwell)) <= 0) {
            return text;
        }
        return "stuck for " + minutes(since) + ": " + text + "; " + place.hint(upgrade.name());
    }

    private static String minutes(Duration since) {
        return since.toMinutes() >= 1 ? since.toMinutes() + " min" : since.toSeconds() + " s";
    }

    /** What failed: the Completed condition itself is mostly silent. */
    static String failure(SiteUpgrade upgrade) {
        var part = upgrade.failedPart();
        var node = upgrade.nodes().entrySet().stream()
                .filter(each -> each.getValue().value().equals("Failed"))
                .findFirst();
        var head = "upgrade to " + upgrade.version() + " failed";
        if (node.isPresent()) {
            return head + " at node " + node.get().getKey() + ": "
                    + words(node.get().getValue());
        }
        var completed = upgrade.condition("Completed");
        return part.isEmpty()
                ? head + ": " + words(completed)
                : head + " (" + part + "): " + words(upgrade.condition(part));
    }

    private static String words(Stand stand) {
        var text = stand.message().isEmpty() ? stand.reason() : stand.message();
        return text.isEmpty() ? "the site says no more" : text;
    }

    private static final Map<String, Boolean> EARLY = Map.of("LogReady", true, "ImageReady", true, "RepoReady", true);

    /** Before anything was changed at the site another try may help; later on a person must look. */
    static boolean mayBeTriedAgain(SiteUpgrade upgrade) {
        return EARLY.containsKey(upgrade.failedPart());
    }
}
