// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.ImageSpec.Format;
import io.granary.crd.v1alpha1.ImageStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status of an Image: the one place where its condition is written. */
final class ImageStatuses {
    private static final String READY = "Ready";

    private ImageStatuses() {}

    /** Whether the status is about this generation, and good. */
    static boolean isReady(@Nullable ImageStatus status) {
        return status != null
                && status.conditions().stream()
                        .anyMatch(each ->
                                each.type().equals(READY) && each.status().equals("True"));
    }

    /** Why it is not ready, as its condition says. */
    static String reason(@Nullable ImageStatus status) {
        return status == null
                ? ""
                : status.conditions().stream()
                        .filter(each -> each.type().equals(READY) && each.message() != null)
                        .map(each -> String.valueOf(each.message()))
                        .findFirst()
                        .orElse("");
    }

    static ImageStatus ready(
            Intake.Accepted file, String servedAt, @Nullable ImageStatus before, long generation, Instant now) {
        var format = Format.valueOf(file.header().format().name().toLowerCase(Locale.ROOT));
        return new ImageStatus(
                servedAt,
                format,
                file.file().sha512(),
                file.file().size(),
                file.header().virtualSize(),
                List.of(condition(before, "True", "InLibrary", "sites can download it", generation, now)),
                generation);
    }

    static ImageStatus moved(ImageStatus status, String servedAt) {
        return new ImageStatus(
                servedAt,
                status.format(),
                status.sha512(),
                status.sizeBytes(),
                status.virtualSizeBytes(),
                status.conditions(),
                status.observedGeneration());
    }

    static ImageStatus notReady(
            String reason, String message, @Nullable ImageStatus before, long generation, Instant now) {
        return new ImageStatus(
                null,
                null,
                null,
                null,
                null,
                List.of(condition(before, "False", reason, message, generation, now)),
                generation);
    }

    private static Condition condition(
            @Nullable ImageStatus before, String status, String reason, String message, long generation, Instant now) {
        var since = before == null
                ? null
                : before.conditions().stream()
                        .filter(each ->
                                each.type().equals(READY) && each.status().equals(status))
                        .map(Condition::lastTransitionTime)
                        .findFirst()
                        .orElse(null);
        var at = since == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : since;
        return new Condition(READY, status, generation, at, reason, message);
    }
}
