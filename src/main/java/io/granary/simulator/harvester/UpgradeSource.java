// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an Upgrade goes from: a Version, whose ISO is downloaded then, or an image that is there already
 * ({@code spec.image}, as namespace/name).
 *
 * @param image the empty string where it goes from a Version
 * @param version that it brings
 */
record UpgradeSource(String image, String version) {
    private static final Pattern RELEASE = Pattern.compile("v[0-9]+\\.[0-9]+\\.[0-9]+");

    /** An ISO says itself what it is; here its image says so in its name. */
    static UpgradeSource of(SiteWorld world, ObjectNode upgrade) {
        var version = upgrade.at("/spec/version").asText("");
        var image = upgrade.at("/spec/image").asText("");
        if (!version.isEmpty()) {
            return new UpgradeSource("", version);
        }
        var named = find(world, image)
                .map(found -> found.at("/spec/displayName").asText() + " "
                        + found.at("/spec/url").asText())
                .orElse("");
        var release = RELEASE.matcher(named);
        return new UpgradeSource(image, release.find() ? release.group() : "");
    }

    private static Optional<ObjectNode> find(SiteWorld world, String image) {
        return Trees.find(world.store(), Kinds.IMAGE, Trees.reference(image));
    }

    boolean isThere() {
        return !image.isEmpty();
    }

    /** Whether all of the image was downloaded. */
    boolean isWhole(SiteWorld world) {
        return find(world, image)
                .filter(found -> Conditions.isTrue(found, ImageStatus.IMPORTED))
                .isPresent();
    }

    /** The least version that it upgrades from; empty where nothing says so. */
    String minimum(SiteWorld world) {
        return Trees.find(world.store(), Kinds.HARVESTER_VERSION, ObjectKey.of("harvester-system", version))
                .map(found -> found.at("/spec/minUpgradableVersion").asText(""))
                .orElse("");
    }
}
