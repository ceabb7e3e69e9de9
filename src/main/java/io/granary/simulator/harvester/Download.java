// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.harvester.FileServers.Answer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One download by Longhorn's backing image manager. The bytes come as fast as they can; what the image shows of them
 * follows the site's line, in at most twenty steps of at least a quarter of a second.
 */
final class Download {
    private static final int MOST_STEPS = 20;
    private static final int LEAST_STEPS = 4;
    private static final long LEAST_MILLIS = 1_000;

    private final ImageLife life;
    private final SiteWorld world;
    private final ObjectNode image;
    private final long size;
    private final int steps;
    private int step;
    private boolean over;
    private @Nullable Answer answer;

    Download(ImageLife life, SiteWorld world, ObjectNode image, long size) {
        this.life = life;
        this.world = world;
        this.image = image;
        this.size = size;
        this.steps = (int) Math.clamp(millis() / 1_000, LEAST_STEPS, MOST_STEPS);
    }

    void start() {
        world.servers().get(life.source(image), size, answered -> world.soon(() -> heard(answered)));
        next();
    }

    private long millis() {
        return Math.max(LEAST_MILLIS, size * 1_000 / world.traits().bytesPerSecond());
    }

    private void next() {
        var pause = Duration.ofMillis(millis() / steps * world.troubles().slowness());
        world.clock().after(pause, this::step);
    }

    private void step() {
        if (over) {
            return;
        }
        if (life.current(image).isEmpty()) {
            over = true;
            life.dropped(image);
            return;
        }
        step++;
        if (step * 100 / steps >= 40) {
            var broken = world.troubles().breaksDownload();
            if (broken.isPresent()) {
                fail(broken.get());
                return;
            }
        }
        if (step < steps) {
            life.progress(image, progress());
            next();
        } else {
            finish();
        }
    }

    private void heard(Answer answered) {
        answer = answered;
        if (over) {
            return;
        }
        if (answered instanceof Answer.Failure failure) {
            fail(failure.message());
        } else if (step >= steps) {
            finish();
        }
    }

    /** When the line would be done and the bytes are there. */
    private void finish() {
        if (!(answer instanceof Answer.File file)) {
            life.progress(image, 99);
            return;
        }
        var expected = image.at("/spec/checksum").asText();
        if (!expected.isEmpty() && !file.sha512().isEmpty() && !expected.equals(file.sha512())) {
            fail("the expected checksum %s doesn't match the file actual checksum %s"
                    .formatted(expected, file.sha512()));
            return;
        }
        over = true;
        life.imported(image, file.size(), file.virtualSize());
    }

    private void fail(String message) {
        over = true;
        life.broken(image, message, Math.min(99, progress()));
    }

    private int progress() {
        return step * 100 / steps;
    }
}
