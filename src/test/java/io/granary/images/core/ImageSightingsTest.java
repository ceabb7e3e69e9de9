// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.images.core.ImageSightings.Try;
import io.granary.images.core.SiteImageFacts.Owner;
import io.granary.images.core.SiteImageFacts.State;
import io.granary.images.core.SiteImageFacts.Wish;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a VirtualMachineImage at a site means for one try. */
class ImageSightingsTest {
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final Try OURS = new Try("granary-1", 3, 1);
    private static final Wish WISH = new Wish("pos", "ab12", 500, null);

    @Test
    void anEmptySiteMayBegin() {
        var seen = seen(null, WISH);

        assertThat(seen.desired()).isEqualTo(Desired.NO);
        assertThat(seen.action()).isNull();
        assertThat(seen.precheck()).isEqualTo(Precheck.FINE);
    }

    @Test
    void aDownloadOfThisTryRuns() {
        var seen = seen(image(Owner.GRANARY, "granary-1", State.DOWNLOADING, 0, ""), WISH);

        assertThat(seen.action().state()).isEqualTo(Sighting.State.RUNNING);
        assertThat(seen.action().message()).isEqualTo("downloading, 40 %");
        assertThat(seen.action().attempt()).isEqualTo(1);
    }

    @Test
    void successIsAnImportedImageWithTheSameBytes() {
        var good = seen(image(Owner.GRANARY, "granary-1", State.IMPORTED, 500, ""), WISH);
        var other = seen(image(Owner.GRANARY, "granary-1", State.IMPORTED, 499, ""), WISH);

        assertThat(good.desired()).isEqualTo(Desired.YES);
        assertThat(good.action().state()).isEqualTo(Sighting.State.SUCCEEDED);
        assertThat(other.desired()).isEqualTo(Desired.NO);
        assertThat(other.action().failure()).isEqualTo(FailureClass.Permanent);
        assertThat(other.action().message()).contains("499 bytes, the library 500");
    }

    @Test
    void aBrokenLineMayHealAndWrongBytesDoNot() {
        assertThat(failure("unexpected EOF")).isEqualTo(FailureClass.Transient);
        assertThat(failure("the expected checksum ab doesn't match the file actual checksum cd"))
                .isEqualTo(FailureClass.Permanent);
        assertThat(failure("got 404 Not Found")).isEqualTo(FailureClass.Permanent);
    }

    @Test
    void aFailedImageOfAnEarlierTryMakesRoom() {
        var seen = seen(image(Owner.GRANARY, "granary-0", State.FAILED, 0, "EOF"), WISH);

        assertThat(seen.action()).isNull();
        assertThat(seen.precheck()).isEqualTo(Precheck.FINE);
    }

    @Test
    void whatOthersMadeIsEnoughIfItHoldsTheBytesAndElseIsLeftAlone() {
        assertThat(seen(image(Owner.OTHERS, "", State.IMPORTED, 500, ""), WISH).desired())
                .isEqualTo(Desired.YES);
        var foreign = seen(image(Owner.OTHERS, "", State.DOWNLOADING, 0, ""), WISH);
        assertThat(foreign.action()).isNull();
        assertThat(foreign.precheck().verdict()).isEqualTo(Verdict.RETRY);
        assertThat(foreign.precheck().sentence()).contains("is not Granary's", "delete it there");
    }

    @Test
    void otherBytesUnderTheNameHoldTheSite() {
        var old = new SiteImageFacts(NOW, Owner.GRANARY, "granary-0", "", "ffff", 500, 100, State.IMPORTED, "");

        assertThat(seen(old, WISH).precheck().sentence()).contains("publish the new ones under another name");
    }

    @Test
    void anImageThatLeavesIsWaitedFor() {
        var leaving = seen(image(Owner.GRANARY, "granary-1", State.LEAVING, 500, ""), WISH);

        assertThat(leaving.desired()).isEqualTo(Desired.NO);
        assertThat(leaving.action()).isNull();
    }

    @Test
    void anImageThatTheLibraryDoesNotHoldYetHoldsEverySite() {
        var wish = new Wish("pos", null, 0, "Image pos is not in the library");

        var seen = seen(image(Owner.GRANARY, "granary-0", State.IMPORTED, 500, ""), wish);

        assertThat(seen.desired()).isEqualTo(Desired.NO);
        assertThat(seen.precheck()).isEqualTo(new Precheck(Verdict.RETRY, "Image pos is not in the library"));
    }

    @Test
    void whatIsFetchedAheadIsNeitherTheActionNorWhatWasAskedFor() {
        var loading = seen(ahead("granary-1", "AB12", State.DOWNLOADING), WISH);
        var done = seen(ahead("granary-1", "AB12", State.IMPORTED), WISH);
        var failed = seen(ahead("granary-1", "AB12", State.FAILED), WISH);

        assertThat(loading.staged()).isEqualTo(Sighting.Staged.running("downloading, 40 %"));
        assertThat(done.staged()).isEqualTo(Sighting.Staged.DONE);
        assertThat(failed.staged().ahead()).isEqualTo(Sighting.Ahead.FAILED);
        assertThat(List.of(loading, done, failed)).allSatisfy(seen -> {
            assertThat(seen.action()).isNull();
            assertThat(seen.desired()).isEqualTo(Desired.NO);
            assertThat(seen.precheck()).isEqualTo(Precheck.FINE);
        });
    }

    @Test
    void anImageThatItsTryTookOverIsTheAction() {
        var taken =
                new SiteImageFacts(NOW, Owner.GRANARY, "granary-1", "granary-1", "AB12", 500, 100, State.IMPORTED, "");

        assertThat(seen(taken, WISH).action().state()).isEqualTo(Sighting.State.SUCCEEDED);
        assertThat(seen(taken, WISH).desired()).isEqualTo(Desired.YES);
        assertThat(seen(taken, WISH).staged()).isEqualTo(Sighting.Staged.NO);
    }

    @Test
    void whatWasFetchedAheadForAnotherTryIsEnoughOrMakesRoom() {
        assertThat(seen(ahead("granary-9", "AB12", State.IMPORTED), WISH).desired())
                .isEqualTo(Desired.YES);
        var other = seen(ahead("granary-9", "ffff", State.IMPORTED), WISH);
        assertThat(other.desired()).isEqualTo(Desired.NO);
        assertThat(other.precheck()).isEqualTo(Precheck.FINE);
    }

    private static SiteImageFacts ahead(String of, String checksum, State state) {
        return new SiteImageFacts(NOW, Owner.GRANARY, "", of, checksum, 500, 40, state, "");
    }

    private static FailureClass failure(String message) {
        return seen(image(Owner.GRANARY, "granary-1", State.FAILED, 0, message), WISH)
                .action()
                .failure();
    }

    private static Sighting seen(@Nullable SiteImageFacts image, Wish wish) {
        return ImageSightings.of(OURS, image, wish, NOW);
    }

    private static SiteImageFacts image(Owner owner, String action, State state, long size, String message) {
        return new SiteImageFacts(NOW, owner, action, "", "AB12", size, 40, state, message);
    }
}
