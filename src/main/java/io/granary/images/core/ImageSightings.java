// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.images.core.SiteImageFacts.Owner;
import io.granary.images.core.SiteImageFacts.State;
import io.granary.images.core.SiteImageFacts.Wish;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Verdict;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an image at a site means for a rollout. The action is the VirtualMachineImage that carries the try's name;
 * desired is that the image is imported and holds the bytes of the library, whoever made it.
 */
public final class ImageSightings {
    private ImageSightings() {}

    /** The try that is asked about; its name is on the object that it makes. */
    public record Try(String name, int revision, int attempt) {}

    /** @param site null where the site has no image of this name */
    public static Sighting of(Try wanted, @Nullable SiteImageFacts site, Wish wish, Instant at) {
        return new Sighting(
                at,
                isDesired(site, wish) && !isAheadOf(wanted, site) ? Desired.YES : Desired.NO,
                action(wanted, site, wish),
                staged(wanted, site, wish),
                precheck(wanted, site, wish),
                null,
                null);
    }

    private static boolean isDesired(@Nullable SiteImageFacts site, Wish wish) {
        return site != null && site.state() == State.IMPORTED && hasContent(site, wish);
    }

    private static boolean hasContent(SiteImageFacts site, Wish wish) {
        return wish.sha512() != null
                && site.checksum().toLowerCase(Locale.ROOT).equals(wish.sha512())
                && (wish.size() == 0 || site.size() == wish.size());
    }

    private static boolean isAheadOf(Try wanted, @Nullable SiteImageFacts site) {
        return site != null && site.isAheadOnly() && site.ahead().equals(wanted.name());
    }

    /** Of an image that this try has not taken over yet: until then it is fetched ahead, and not what was asked for. */
    private static Sighting.Staged staged(Try wanted, @Nullable SiteImageFacts site, Wish wish) {
        if (site == null || !isAheadOf(wanted, site)) {
            return Sighting.Staged.NO;
        }
        return switch (site.state()) {
            case LEAVING -> Sighting.Staged.NO;
            case DOWNLOADING -> Sighting.Staged.running("downloading, " + site.progress() + " %" + because(site));
            case FAILED -> Sighting.Staged.failed(site.message());
            case IMPORTED -> hasContent(site, wish) ? Sighting.Staged.DONE : Sighting.Staged.failed(others(site, wish));
        };
    }

    private static String others(SiteImageFacts site, Wish wish) {
        return "the site has " + site.size() + " bytes, the library " + wish.size()
                + ": a proxy or mirror on the way serves another file";
    }

    private static Sighting.@Nullable Action action(Try wanted, @Nullable SiteImageFacts site, Wish wish) {
        if (site == null || site.owner() == Owner.OTHERS || !site.action().equals(wanted.name())) {
            return null;
        }
        return switch (site.state()) {
            case LEAVING -> null;
            case DOWNLOADING ->
                action(
                        wanted,
                        Sighting.State.RUNNING,
                        FailureClass.Transient,
                        "downloading, " + site.progress() + " %" + because(site));
            case FAILED -> action(wanted, Sighting.State.FAILED, failure(site.message()), site.message());
            case IMPORTED ->
                hasContent(site, wish)
                        ? action(wanted, Sighting.State.SUCCEEDED, FailureClass.Transient, "imported and verified")
                        : action(wanted, Sighting.State.FAILED, FailureClass.Permanent, others(site, wish));
        };
    }

    /** What was fetched ahead of a try that never began, and holds other bytes than are wanted now. */
    private static boolean makesRoom(SiteImageFacts site) {
        return site.isAheadOnly() && site.state() == State.IMPORTED;
    }

    private static String because(SiteImageFacts site) {
        return site.message().isEmpty() ? "" : " (" + site.message() + ")";
    }

    private static Sighting.Action action(Try wanted, Sighting.State state, FailureClass failure, String message) {
        return new Sighting.Action(wanted.revision(), wanted.attempt(), state, failure, message);
    }

    /** Other bytes stay other bytes, however often they are fetched. */
    private static FailureClass failure(String message) {
        var words = message.toLowerCase(Locale.ROOT);
        return words.contains("checksum") || words.contains("sha512") || words.contains("404")
                ? FailureClass.Permanent
                : FailureClass.Transient;
    }

    private static Precheck precheck(Try wanted, @Nullable SiteImageFacts site, Wish wish) {
        if (wish.hindrance() != null) {
            return new Precheck(Verdict.RETRY, wish.hindrance());
        }
        if (site == null
                || isDesired(site, wish)
                || site.action().equals(wanted.name())
                || isAheadOf(wanted, site)
                || makesRoom(site)) {
            return Precheck.FINE;
        }
        if (site.owner() == Owner.OTHERS) {
            return new Precheck(
                    Verdict.RETRY,
                    "a VirtualMachineImage " + wish.name() + " that is not Granary's holds the name at the site:"
                            + " delete it there, or publish the image under another name");
        }
        return switch (site.state()) {
            case FAILED -> Precheck.FINE;
            case LEAVING -> new Precheck(Verdict.RETRY, "an earlier VirtualMachineImage is still being deleted");
            case DOWNLOADING -> new Precheck(Verdict.RETRY, "another rollout downloads the same image");
            case IMPORTED ->
                new Precheck(
                        Verdict.RETRY,
                        "VirtualMachineImage " + wish.name() + " holds other bytes, and Harvester changes no image:"
                                + " publish the new ones under another name");
        };
    }
}
