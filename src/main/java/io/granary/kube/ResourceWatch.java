// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Resources.Listener} in step with one collection, on one virtual thread: list, watch, resume from the
 * last version, list again on 410. The event loop only cuts the stream into lines; too many lines pause it.
 */
final class ResourceWatch<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ResourceWatch.class);
    private static final int HIGH_WATER = 2_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final DoorResources<T> resources;
    private final String namespace;
    private final String selection;
    private final Resources.Listener<T> listener;
    private final RandomGenerator random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean closed;
    private @Nullable Thread thread;
    private String version = "";
    private int failures;

    ResourceWatch(
            DoorResources<T> resources,
            String namespace,
            String selection,
            Resources.Listener<T> listener,
            RandomGenerator random) {
        this.resources = resources;
        this.namespace = namespace;
        this.selection = selection;
        this.listener = listener;
        this.random = random;
    }

    void start() {
        thread = Thread.ofVirtual().name("watch-" + resources.type().plural()).start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                if (version.isEmpty()) {
                    list();
                }
                watch();
            } catch (ApiProblem.Failure failure) {
                pause(failure.problem());
            } catch (InterruptedException interrupted) {
                return;
            } catch (RuntimeException bug) {
                LOG.errorf(
                        bug,
                        "The watch of %s failed in its listener; it lists again",
                        resources.type().plural());
                version = "";
                pause(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "A listener failed"));
            }
        }
    }

    private void list() {
        var whole = resources.whole(namespace, selection);
        listener.replaced(whole.items());
        version = whole.resourceVersion();
    }

    private void watch() throws InterruptedException {
        var lines = new Lines();
        var stream = resources.open(namespace, selection, version, lines);
        lines.stream = stream;
        try {
            while (!closed) {
                var line = lines.queue.take();
                if (line == Line.OPENED) {
                    listener.resumed();
                    continue;
                }
                if (line.problem() != null) {
                    throw new ApiProblem.Failure(line.problem());
                }
                if (line.json() == null) {
                    return;
                }
                take(line.json());
                failures = 0;
                lines.resumeIfLow();
            }
        } finally {
            stream.cancel();
        }
    }

    private void take(byte[] json) {
        var event = tree(json);
        var object = event.path("object");
        switch (event.path("type").asText()) {
            case "ADDED", "MODIFIED" -> listener.changed(seen(object));
            case "DELETED" -> listener.deleted(seen(object));
            case "BOOKMARK" ->
                version = object.path("metadata").path("resourceVersion").asText(version);
            default -> throw brokenOff(object);
        }
    }

    private T seen(JsonNode object) {
        T value = Wire.mapper().convertValue(object, resources.type().type());
        version = resources.type().identity().apply(value).resourceVersion();
        return value;
    }

    private ApiProblem.Failure brokenOff(JsonNode status) {
        var kind = status.path("code").asInt() == 410 ? ApiProblem.Kind.EXPIRED : ApiProblem.Kind.REJECTED;
        version = "";
        var words = PlainText.of(status.path("message").asText("an event that is not known"), 200);
        return new ApiProblem.Failure(new ApiProblem(kind, "The watch was ended: " + words));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Wire.mapper().readTree(json);
        } catch (IOException broken) {
            throw new ApiProblem.Failure(new ApiProblem(ApiProblem.Kind.REJECTED, "A watch event is not JSON"));
        }
    }

    private void pause(ApiProblem problem) {
        if (closed) {
            return;
        }
        if (problem.kind() == ApiProblem.Kind.EXPIRED) {
            version = "";
        }
        listener.failed(problem);
        LOG.debugf("The watch of %s is broken: %s", resources.type().plural(), problem.message());
        var ceiling = Math.min(LONGEST_PAUSE.toMillis(), 200L << Math.min(failures++, 20));
        var wait = Math.max(resources.door().heldFor().toMillis(), 1 + random.nextLong(ceiling));
        try {
            closed |= stop.await(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        stop.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** One line, or the end (neither), or why it ended. */
    private record Line(byte @Nullable [] json, @Nullable ApiProblem problem) {
        /** Stands before the first line of an answer that is no refusal. */
        private static final Line OPENED = new Line(new byte[0], null);
    }

    private static final class Lines implements ApiStream.Reader {
        private final LinkedBlockingQueue<Line> queue = new LinkedBlockingQueue<>();
        private final LineCutter cutter = new LineCutter(3 << 20, json -> queue.add(new Line(json, null)));
        private volatile @Nullable ApiStream stream;
        private volatile boolean paused;
        private int status;

        @Override
        public void head(int status, String contentType) {
            this.status = status;
            if (status < 300) {
                queue.add(Line.OPENED);
            }
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            if (status >= 300) {
                return;
            }
            if (!cutter.take(bytes, offset, length)) {
                failed(new ApiProblem(ApiProblem.Kind.REJECTED, "A watch event is larger than 3 MiB"));
            } else if (queue.size() > HIGH_WATER && stream instanceof ApiStream open) {
                paused = true;
                open.pause();
            }
        }

        void resumeIfLow() {
            if (paused && queue.size() < HIGH_WATER / 2 && stream instanceof ApiStream open) {
                paused = false;
                open.resume();
            }
        }

        @Override
        public void end() {
            queue.add(new Line(null, status < 300 ? null : ApiProblem.of(status, new byte[0])));
        }

        @Override
        public void failed(ApiProblem problem) {
            queue.add(new Line(null, problem));
        }
    }
}
