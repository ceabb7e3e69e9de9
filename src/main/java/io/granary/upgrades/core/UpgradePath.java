// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From a site's version to another: a patch to a later patch, a minor to the next minor, nothing else (Harvester docs,
 * upgrade; {@code pkg/upgradehelper/versionguard}).
 *
 * @param hops the versions to go through, the target last; empty where there is no way
 * @param hindrance why there is no way, and what opens one; null where there is
 */
public record UpgradePath(List<String> hops, @Nullable String hindrance) {
    /** Harvester and Rancher count alike: v1.7 ships with v2.13, v1.8 with v2.14 (package/upgrade-matrix.yaml). */
    private static final int RANCHER_AHEAD = 6;

    /** A release, a candidate, or the head of a line. */
    private static final Pattern RANCHER = Pattern.compile("v?2\\.([0-9]{1,4})(?:[.-].*)?", Pattern.DOTALL);

    public UpgradePath {
        hops = List.copyOf(hops);
    }

    /**
     * @param from the site's version
     * @param known every version that can be had there, and the least version it upgrades from, empty if not known
     */
    public static UpgradePath of(String from, String target, Map<String, String> known) {
        var here = HarvesterVersion.parse(from);
        var there = HarvesterVersion.parse(target);
        if (here == null || there == null) {
            return closed("the site runs " + (from.isEmpty() ? "no version that can be read" : from)
                    + ", from which there is no known way to " + target + ": upgrade it by hand");
        }
        if (here.compareTo(there) > 0) {
            return closed("the site runs " + from + ", which is later than " + target
                    + ": Harvester does not go back; leave the site out, or name a later version");
        }
        var hops = new ArrayList<String>();
        for (var at = here; !at.equals(there); ) {
            var next = next(at, there, known);
            if (next == null) {
                return closed(missing(at, there));
            }
            hops.add(next.toString());
            at = next;
        }
        return new UpgradePath(hops, null);
    }

    private static @Nullable HarvesterVersion next(
            HarvesterVersion at, HarvesterVersion target, Map<String, String> known) {
        if (isOneStep(at, target) && isEnough(at, known.getOrDefault(target.toString(), ""))) {
            return target;
        }
        return versions(known.keySet()).stream()
                .filter(each -> each.compareTo(at) > 0
                        && each.compareTo(target) < 0
                        && each.suffix().isEmpty())
                .filter(each -> isOneStep(at, each) && isEnough(at, known.getOrDefault(each.toString(), "")))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static List<HarvesterVersion> versions(Collection<String> names) {
        var versions = new ArrayList<HarvesterVersion>();
        for (var name : names) {
            var version = HarvesterVersion.parse(name);
            if (version != null) {
                versions.add(version);
            }
        }
        return versions;
    }

    private static boolean isOneStep(HarvesterVersion at, HarvesterVersion next) {
        return at.major() == next.major() && next.minor() - at.minor() <= 1;
    }

    private static boolean isEnough(HarvesterVersion at, String least) {
        var minimum = HarvesterVersion.parse(least);
        return minimum == null || at.compareTo(minimum) >= 0;
    }

    private static String missing(HarvesterVersion at, HarvesterVersion target) {
        var line = "v" + at.major() + "." + Math.min(at.minor() + 1, target.minor());
        return "no way from " + at + " to " + target + " in steps of one minor: name a " + line
                + " release that upgrades from " + at + " in spec.target.upgrade.via";
    }

    private static UpgradePath closed(String why) {
        return new UpgradePath(List.of(), why);
    }

    /**
     * Rancher must be as new as what it manages; while that is not known, the target waits.
     *
     * @param rancher its version, as {@code v2.14.2} or {@code v2.15-head}; empty if it was not read
     * @return why the target must wait; null if it need not
     */
    public static @Nullable String rancherHindrance(String rancher, String target) {
        var wanted = HarvesterVersion.parse(target);
        if (wanted == null || wanted.major() != 1) {
            return "it is not known which Rancher Harvester " + target
                    + " needs: name a release such as v1.8.2 in spec.target.upgrade";
        }
        var least = wanted.minor() + RANCHER_AHEAD;
        if (rancher.isEmpty()) {
            return "Rancher's version is not known yet, and Harvester " + target + " needs v2." + least
                    + ": if this stays, let the hub read settings.management.cattle.io server-version of Rancher";
        }
        var manager = RANCHER.matcher(rancher);
        if (!manager.matches()) {
            return "Rancher says that its version is " + shown(rancher) + ", which does not tell whether it is the v2."
                    + least + " that Harvester " + target + " needs: correct its setting server-version";
        }
        return Integer.parseInt(manager.group(1)) >= least
                ? null
                : "Rancher " + shown(rancher) + " is older than Harvester " + target + " needs: upgrade Rancher to v2."
                        + least + " first";
    }

    private static String shown(String version) {
        return version.length() <= 40 ? version : version.substring(0, 40) + "…";
    }
}
