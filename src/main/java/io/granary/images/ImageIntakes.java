// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.kernel.DueQueue;
import io.granary.kube.Downloads;
import io.granary.kube.HubObject;
import io.granary.kube.PlainText;
import io.granary.kube.Resources;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the file of each Image into the library and tells in its status what became of it. What failed for a reason
 * that may pass is tried again; what was refused waits for an edit.
 */
final class ImageIntakes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ImageIntakes.class);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Resources<HubObject<ImageSpec, ImageStatus>> images;
    private final StatusPatcher<HubObject<ImageSpec, ImageStatus>> statuses;
    private final Library library;
    private final Downloads downloads;
    private final Clock clock;
    private final DueQueue<Key> due;
    private final List<Thread> threads = new ArrayList<>();
    /** Images whose file came anew after it had been refused. */
    private final Set<Key> again = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    private record Key(String namespace, String name) {}

    ImageIntakes(
            Resources<HubObject<ImageSpec, ImageStatus>> images,
            Library library,
            Downloads downloads,
            Clock clock,
            LongSupplier nanos) {
        this.images = images;
        this.statuses = new StatusPatcher<>(images, HubObject::status);
        this.library = library;
        this.downloads = downloads;
        this.clock = clock;
        this.due = new DueQueue<>(nanos);
    }

    void start(int workers) {
        for (var i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name("image-intake-" + i).start(this::work));
        }
    }

    void arrived(HubObject<ImageSpec, ImageStatus> image) {
        due.add(new Key(image.metadata().namespace(), image.metadata().name()), Duration.ZERO);
    }

    /** The file of this Image has just come, perhaps in the place of one that was refused. */
    void uploaded(HubObject<ImageSpec, ImageStatus> image) {
        again.add(new Key(image.metadata().namespace(), image.metadata().name()));
        arrived(image);
    }

    private void work() {
        while (!closed) {
            try {
                var key = due.take();
                try {
                    reconcile(key);
                } catch (RuntimeException silent) {
                    LOG.debugf("Image %s/%s waits: %s", key.namespace(), key.name(), silent.getMessage());
                    due.add(key, RETRY);
                } finally {
                    due.done(key);
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void reconcile(Key key) {
        var image = images.find(key.namespace(), key.name());
        if (image == null || image.spec() == null || image.metadata().deletionTimestamp() != null) {
            return;
        }
        var spec = image.spec();
        if (isDone(image, again.remove(key)) || moved(image)) {
            return;
        }
        try {
            fetch(image, spec);
        } catch (Intake.Refused refusal) {
            refused(reread(image), String.valueOf(refusal.getMessage()));
        } catch (IOException failure) {
            var sentence = "The file could not be fetched, and is tried again every " + RETRY.toSeconds() + " s: "
                    + failure.getMessage();
            told(reread(image), notReady(image, "FetchFailed", PlainText.of(sentence, 400)));
            due.add(key, RETRY);
        }
    }

    private void fetch(HubObject<ImageSpec, ImageStatus> image, ImageSpec spec) throws IOException, Intake.Refused {
        try (var source = open(image.metadata().namespace(), spec)) {
            var told = told(image, notReady(image, "Fetching", "the file is being fetched into the library"));
            var taken = library.intake().take(source, spec.sha512(), bytes -> {});
            var objection = objection(spec, taken);
            if (objection == null) {
                library.uploads().taken(image.metadata().namespace(), file(spec), taken.file());
                var address = library.address(taken.file().sha512(), fileName(told));
                told(told, ImageStatuses.ready(taken, address, told.status(), generation(told), clock.instant()));
            } else {
                refused(told, objection);
            }
        }
    }

    private static @Nullable String objection(ImageSpec spec, Intake.Accepted taken) {
        var size = spec.sizeBytes();
        if (size != null && size != taken.file().size()) {
            return "The file has " + taken.file().size() + " bytes, spec.sizeBytes says " + size
                    + ": correct it, or find out why the file differs.";
        }
        var format = spec.format();
        var found = taken.header().format().name();
        return format == null || format.name().equalsIgnoreCase(found)
                ? null
                : "The file is " + found + ", spec.format says " + format + ": correct it, or leave it out.";
    }

    private ImageStatus notReady(HubObject<ImageSpec, ImageStatus> image, String reason, String message) {
        return ImageStatuses.notReady(reason, message, image.status(), generation(image), clock.instant());
    }

    private InputStream open(String namespace, ImageSpec spec) throws IOException {
        var url = spec.url();
        return url != null ? downloads.open(url) : library.uploads().open(namespace, file(spec));
    }

    private static String file(ImageSpec spec) {
        return Objects.requireNonNullElse(spec.file(), "");
    }

    /** The library has the file, and only its address is another one. */
    private boolean moved(HubObject<ImageSpec, ImageStatus> image) {
        var status = image.status();
        if (status == null || !isAbout(image, status) || !ImageStatuses.isReady(status) || !isHeld(status)) {
            return false;
        }
        var address = library.address(Objects.requireNonNullElse(status.sha512(), ""), fileName(image));
        told(image, ImageStatuses.moved(status, address));
        return true;
    }

    private static boolean isAbout(HubObject<ImageSpec, ImageStatus> image, ImageStatus status) {
        return Objects.equals(status.observedGeneration(), image.metadata().generation());
    }

    private boolean isHeld(ImageStatus status) {
        try {
            return library.store()
                    .find(Objects.requireNonNullElse(status.sha512(), ""))
                    .isPresent();
        } catch (IOException unknown) {
            throw new IllegalStateException("The library cannot be read: " + unknown.getMessage(), unknown);
        }
    }

    private boolean isDone(HubObject<ImageSpec, ImageStatus> image, boolean cameAnew) {
        var status = image.status();
        if (status == null || !isAbout(image, status)) {
            return false;
        }
        if (!ImageStatuses.isReady(status)) {
            return !cameAnew
                    && status.conditions().stream()
                            .anyMatch(each -> each.reason().equals("Refused"));
        }
        var address = library.address(Objects.requireNonNullElse(status.sha512(), ""), fileName(image));
        return isHeld(status) && address.equals(status.servedAt());
    }

    private void refused(HubObject<ImageSpec, ImageStatus> image, String message) {
        told(image, notReady(image, "Refused", message));
    }

    private HubObject<ImageSpec, ImageStatus> reread(HubObject<ImageSpec, ImageStatus> image) {
        var now = images.find(image.metadata().namespace(), image.metadata().name());
        return now == null ? image : now;
    }

    private HubObject<ImageSpec, ImageStatus> told(HubObject<ImageSpec, ImageStatus> image, ImageStatus status) {
        return switch (statuses.patch(image, image.withStatus(status))) {
            case Written.Stored<HubObject<ImageSpec, ImageStatus>>(var stored) -> stored;
            case Written.Unchanged<HubObject<ImageSpec, ImageStatus>>(var same) -> same;
            case Written.Conflict<HubObject<ImageSpec, ImageStatus>>(var message) ->
                throw new IllegalStateException(message);
            case Written.Refused<HubObject<ImageSpec, ImageStatus>>(var problem) ->
                throw new IllegalStateException(problem.message());
        };
    }

    /** Harvester tells the format by the URL's ending. */
    private static String fileName(HubObject<ImageSpec, ImageStatus> image) {
        return image.metadata().name() + ".img";
    }

    private static long generation(HubObject<?, ?> image) {
        return Objects.requireNonNullElse(image.metadata().generation(), 1L);
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
