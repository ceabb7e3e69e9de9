// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.harvester.FileServers.Answer;
import io.granary.simulator.harvester.FileServers.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What Harvester's image controller does after somebody wrote a VirtualMachineImage (Harvester
 * {@code pkg/controller/master/image}): asks the URL, lets Longhorn download, counts failures, gives up at the limit.
 * Runs on the fleet's clock alone.
 */
final class ImageLife {
    private static final String FINALIZER = "wrangler.cattle.io/vm-image-controller";

    /** A failed image is tried again so long after. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final SiteWorld world;
    private final BackingFiles files;
    private final Runnable whenImported;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> downloading = new HashSet<>();

    ImageLife(SiteWorld world, Runnable whenImported) {
        this.world = world;
        this.whenImported = whenImported;
        this.files = new BackingFiles(world.store(), world.traits());
    }

    /** One look at an image, as after every change of it. */
    void reconcile(ObjectKey key) {
        var found = Trees.find(world.store(), Kinds.IMAGE, key);
        if (found.isEmpty()) {
            return;
        }
        var image = found.get();
        if (Trees.deleting(image)) {
            files.remove(image);
            world.store().delete(Kinds.IMAGE, key);
        } else if (!Conditions.isTrue(image, ImageStatus.RETRY_LIMIT)
                && !Conditions.isTrue(image, ImageStatus.IMPORTED)) {
            process(image);
        }
    }

    /** Its files go with it, also when it went before its finalizer was set. */
    void removed(ObjectNode image) {
        files.remove(image);
    }

    private void process(ObjectNode image) {
        switch (files.state(image)) {
            case ABSENT, FAILED -> retry(image);
            case IN_PROGRESS -> download(image);
            case READY -> {
                // Nothing is left to do; a status that somebody wiped stays wiped, as at a real site.
            }
        }
    }

    private void retry(ObjectNode image) {
        var lastFailed = image.at("/status/lastFailedTime").asText();
        if (!lastFailed.isEmpty()) {
            var due = Instant.parse(lastFailed).plus(PAUSE);
            var wait = Duration.between(world.clock().now(), due);
            if (wait.isPositive()) {
                var key = Trees.key(image);
                world.clock().after(wait, () -> reconcile(key));
                return;
            }
        }
        if (asked.add(Trees.uid(image))) {
            initialize(image);
        }
    }

    private void initialize(ObjectNode image) {
        files.remove(image);
        if (!image.at("/spec/sourceType").asText().equals("download")) {
            asked.remove(Trees.uid(image));
            begin(image, 0);
            return;
        }
        world.servers()
                .head(
                        source(image),
                        answer -> world.soon(() -> {
                            asked.remove(Trees.uid(image));
                            switch (answer) {
                                case Answer.File file -> begin(image, file.size());
                                case Answer.Failure failure ->
                                    write(
                                            image,
                                            status -> status.applied(0)
                                                    .failed(ImageStatus.INITIALIZED, failure.message(), 0));
                            }
                        }));
    }

    private void begin(ObjectNode image, long size) {
        if (current(image).isPresent()) {
            files.create(image);
            write(image, status -> status.applied(size).initialized(files.storageClass(image)));
        }
    }

    private void download(ObjectNode image) {
        if (image.at("/spec/sourceType").asText().equals("download") && downloading.add(Trees.uid(image))) {
            new Download(this, world, image, image.at("/status/size").asLong()).start();
        }
    }

    Source source(ObjectNode image) {
        return new Source(image.at("/spec/url").asText(), AdditionalCa.of(world.store()));
    }

    /** The image as it is now, if it is still the same one and nobody deletes it. */
    Optional<ObjectNode> current(ObjectNode image) {
        return Trees.find(world.store(), Kinds.IMAGE, Trees.key(image))
                .filter(found -> Trees.uid(found).equals(Trees.uid(image)))
                .filter(found -> !Trees.deleting(found));
    }

    void progress(ObjectNode image, int progress) {
        write(image, status -> status.importing(progress));
    }

    void imported(ObjectNode image, long size, long virtualSize) {
        downloading.remove(Trees.uid(image));
        files.ready(image, size, virtualSize);
        write(image, status -> status.imported(size, virtualSize));
        whenImported.run();
    }

    void broken(ObjectNode image, String message, int progress) {
        downloading.remove(Trees.uid(image));
        files.failed(image, message, progress);
        write(image, status -> status.failed(ImageStatus.IMPORTED, message, progress));
    }

    /** The download found its image gone. */
    void dropped(ObjectNode image) {
        downloading.remove(Trees.uid(image));
    }

    private void write(ObjectNode image, Consumer<ImageStatus> change) {
        if (current(image).isEmpty()) {
            return;
        }
        world.change(Kinds.IMAGE, Trees.key(image), now -> {
            finalizer(now);
            change.accept(new ImageStatus(now, world.now()));
        });
    }

    private static void finalizer(ObjectNode image) {
        var metadata = Trees.child(image, "metadata");
        var list = metadata.get("finalizers") instanceof ArrayNode found ? found : metadata.putArray("finalizers");
        if (list.valueStream().noneMatch(each -> each.asText().equals(FINALIZER))) {
            list.add(FINALIZER);
        }
    }
}
