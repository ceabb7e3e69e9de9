// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.kube.ApiProblem;
import io.granary.kube.PlainText;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting.Staged;
import io.granary.upgrades.core.PreflightFacts;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ISO of one hop, fetched by the site ahead of its window as a VirtualMachineImage of Harvester's own kind (in
 * {@code harvester-system}, annotation {@code os-upgrade-image}), from which an Upgrade goes as well as from a Version.
 * Longhorn checks the SHA-512 of all that it downloaded; an ISO without one is not fetched ahead.
 */
final class AheadImage {
    private static final String LABEL = "granary.io/upgrade-image";
    /** A file of the hub's own library, which sends as fast as it is asked to. */
    private static final Pattern OF_THE_LIBRARY = Pattern.compile("https?://.+/library/[^/?]+/[0-9a-f]{128}/[^/?]+");

    private final UpgradeVisit visit;
    private final String hop;
    private final @Nullable Iso iso;

    /** @param hop the version */
    AheadImage(UpgradeVisit visit, String hop) {
        this.visit = visit;
        this.hop = hop;
        var said = visit.iso(hop);
        this.iso = said == null ? visit.knownIso(hop) : said;
    }

    private Resources<ObjectNode> images() {
        return visit.of(SiteKinds.IMAGES);
    }

    /** The same ISO has the same name, whichever rollout fetches it. */
    private @Nullable String name() {
        var sum = iso == null ? null : iso.sha512();
        return sum == null || sum.length() < 8 ? null : "harvester-" + hop + "-" + sum.substring(0, 8);
    }

    private @Nullable ObjectNode find() {
        var name = name();
        return name == null ? null : images().find(SiteKinds.SYSTEM, name);
    }

    /** Whether it is known where the ISO is, and what its checksum is. */
    boolean isKnown() {
        return name() != null;
    }

    boolean isOf(String version) {
        return hop.equals(version);
    }

    /** How far it is. */
    Staged staged() {
        if (name() == null) {
            return Staged.failed("nothing says where the ISO of " + hop
                    + " is and what its SHA-512 is: write iso.url and" + " iso.sha512 in spec.target.upgrade");
        }
        var image = find();
        if (image == null) {
            return Staged.NO;
        }
        if (SiteKinds.isTrue(image, "Imported")) {
            return Staged.DONE;
        }
        return isBroken(image)
                ? Staged.failed("the ISO of " + hop + " was not fetched: " + words(image))
                : Staged.running("fetches the ISO of " + hop + ", "
                        + image.path("status").path("progress").asInt(0) + " %");
    }

    private static boolean isBroken(JsonNode image) {
        return SiteKinds.isTrue(image, "RetryLimitExceeded");
    }

    private static String words(JsonNode image) {
        for (var condition : image.path("status").path("conditions")) {
            var message = condition.path("message").asText("");
            if (!message.isEmpty()) {
                return PlainText.of(message, 160);
            }
        }
        return "the site does not say why";
    }

    /**
     * Begins to fetch it, or begins anew where the site gave up.
     *
     * @param bytesPerSecond at most, if the library has it; other mirrors know no such bound. 0 for none
     */
    void fetch(long bytesPerSecond) {
        var name = name();
        var image = find();
        if (name == null || iso == null || (image != null && !isBroken(image))) {
            return;
        }
        if (image != null) {
            var problem = images().delete(SiteKinds.SYSTEM, name);
            if (problem != null) {
                throw new SiteProblem(problem.message());
            }
            return;
        }
        if (images().create(object(name, iso, bytesPerSecond))
                instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            throw new SiteProblem(problem.message());
        }
    }

    private ObjectNode object(String name, Iso from, long bytesPerSecond) {
        var paced = bytesPerSecond > 0 && OF_THE_LIBRARY.matcher(from.url()).matches();
        var object = SiteKinds.object("harvesterhci.io/v1beta1", "VirtualMachineImage", SiteKinds.SYSTEM, name);
        var metadata = object.withObjectProperty("metadata");
        metadata.withObjectProperty("labels").put(LABEL, "true");
        metadata.withObjectProperty("annotations").put("harvesterhci.io/os-upgrade-image", "True");
        object.putObject("spec")
                .put("displayName", name)
                .put("sourceType", "download")
                .put("url", paced ? from.url() + "?rate=" + bytesPerSecond : from.url())
                .put("checksum", from.sha512())
                .put("backend", "cdi")
                .put("targetStorageClassName", "longhorn-static")
                // The rollout asks again by itself, after its backoff.
                .put("retry", 1);
        return object;
    }

    /** As namespace/name, once all of it is there and its checksum is right. */
    @Nullable
    String ready() {
        var image = find();
        return image != null && SiteKinds.isTrue(image, "Imported") ? SiteKinds.id(image) : null;
    }

    /** What the ISO needs of the disks: its size as the site, or the rollout, knows it. */
    PreflightFacts.Image need() {
        var image = find();
        var there = image != null && SiteKinds.isTrue(image, "Imported");
        var measured = image == null ? 0L : image.path("status").path("size").asLong(0);
        var said = iso == null ? null : iso.bytes();
        var bytes = measured > 0 ? measured : said == null ? PreflightFacts.Image.ASSUMED.bytes() : said;
        return new PreflightFacts.Image(bytes, there);
    }

    /**
     * Takes away what was fetched ahead for these versions, as well as it goes.
     *
     * @return what is gone
     */
    static List<String> discard(UpgradeVisit visit, Collection<String> hops) {
        var images = visit.of(SiteKinds.IMAGES);
        return images.list(SiteKinds.SYSTEM, LABEL + "=true").stream()
                .map(SiteKinds::name)
                .filter(name -> hops.stream().anyMatch(hop -> name.startsWith("harvester-" + hop + "-")))
                .filter(name -> images.delete(SiteKinds.SYSTEM, name) == null)
                .toList();
    }
}
