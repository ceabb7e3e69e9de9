// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** {@link Resources} through an {@link ApiDoor}. */
public final class DoorResources<T> implements Resources<T> {
    private static final String MANAGER = "?fieldManager=granary";
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 2_000;

    private final ApiDoor door;
    private final ResourceType<T> type;
    private final RandomGenerator random;
    private final EventRecorder events;

    /** @param random spreads the retries of broken watches */
    public DoorResources(ApiDoor door, ResourceType<T> type, RandomGenerator random) {
        this(door, type, random, EventRecorder.NONE);
    }

    DoorResources(ApiDoor door, ResourceType<T> type, RandomGenerator random, EventRecorder events) {
        this.door = door;
        this.type = type;
        this.random = random;
        this.events = events;
    }

    /** One page of a list, as every kind has it. */
    record Page<T>(@Nullable PageMeta metadata, @Nullable List<T> items) {}

    record PageMeta(
            @JsonProperty("continue") @Nullable String next,
            @Nullable String resourceVersion) {}

    /** A whole list and the version as of which it is true. */
    record Whole<T>(List<T> items, String resourceVersion) {}

    @Override
    public @Nullable T find(String namespace, String name) {
        var reply = door.await(ApiCall.get(type.path(namespace, name), Budget.OBJECT));
        if (reply.status() == 404) {
            return null;
        }
        return read(successful(reply));
    }

    private T read(ApiReply reply) {
        return Wire.read(reply.body(), type.type());
    }

    @Override
    public List<T> list(String namespace, String selector) {
        return whole(namespace, selecting(selector)).items();
    }

    /** @param selection query parameters, each led by an ampersand */
    Whole<T> whole(String namespace, String selection) {
        var items = new ArrayList<T>();
        var next = "";
        for (var pages = 0; pages < MOST_PAGES; pages++) {
            var query = "?limit=" + PAGE + selection + (next.isEmpty() ? "" : "&continue=" + next);
            var page = page(door.await(ApiCall.get(type.path(namespace) + query, Budget.PAGE)));
            items.addAll(Objects.requireNonNullElse(page.items(), List.of()));
            var meta = Objects.requireNonNullElse(page.metadata(), new PageMeta(null, null));
            if (meta.next() == null || meta.next().isEmpty()) {
                return new Whole<>(items, Objects.requireNonNullElse(meta.resourceVersion(), ""));
            }
            next = ResourceType.encoded(meta.next());
        }
        throw new ApiProblem.Failure(new ApiProblem(
                ApiProblem.Kind.REJECTED,
                "The list of " + type.plural() + " has no end after " + MOST_PAGES + " pages"));
    }

    private Page<T> page(ApiReply reply) {
        var javaType = Wire.mapper().getTypeFactory().constructParametricType(Page.class, type.type());
        return Wire.read(successful(reply).body(), javaType);
    }

    @Override
    public Written<T> create(T object) {
        var namespace = type.identity().apply(object).namespace();
        return write("POST", type.path(namespace) + MANAGER, "application/json", object);
    }

    @Override
    public Written<T> replace(T object) {
        return write("PUT", type.path(object) + MANAGER, "application/json", object);
    }

    @Override
    public Written<T> replaceMetadata(T read, T next) {
        var patch = MetadataPatch.between(
                Wire.mapper().valueToTree(read), Wire.mapper().valueToTree(next));
        return write("PATCH", type.path(read) + MANAGER, "application/merge-patch+json", patch);
    }

    @Override
    public Written<T> replaceStatus(T object) {
        return write("PUT", type.path(object) + "/status" + MANAGER, "application/json", object);
    }

    @Override
    public Written<T> apply(T object) {
        return write("PATCH", type.path(object) + MANAGER + "&force=true", "application/apply-patch+yaml", object);
    }

    @Override
    public Written<T> applyStatus(T object) {
        var path = type.path(object) + "/status" + MANAGER + "&force=true";
        return write("PATCH", path, "application/apply-patch+yaml", object);
    }

    @Override
    public void announce(T before, T after) {
        if (before instanceof HubObject<?, ?> was && after instanceof HubObject<?, ?> is) {
            events.changed(was, is);
        }
    }

    private Written<T> write(String method, String path, String contentType, Object object) {
        var headers = Map.of("accept", "application/json", "content-type", contentType);
        try {
            var reply = door.await(new ApiCall(method, path, headers, Wire.write(object), Budget.OBJECT));
            if (reply.status() == 409) {
                return new Written.Conflict<>(ApiProblem.of(reply).message());
            }
            return new Written.Stored<>(read(successful(reply)));
        } catch (ApiProblem.Failure failure) {
            return new Written.Refused<>(failure.problem());
        }
    }

    @Override
    public @Nullable ApiProblem delete(String namespace, String name) {
        try {
            var reply = door.await(ApiCall.delete(type.path(namespace, name)));
            return reply.status() < 300 || reply.status() == 404 ? null : ApiProblem.of(reply);
        } catch (ApiProblem.Failure failure) {
            return failure.problem();
        }
    }

    @Override
    public AutoCloseable watch(String namespace, String selector, Listener<T> listener) {
        return started(new ResourceWatch<>(this, namespace, selecting(selector), listener, random));
    }

    @Override
    public AutoCloseable watchOne(String namespace, String name, Listener<T> listener) {
        var selection = "&fieldSelector=" + ResourceType.encoded("metadata.name=" + name);
        return started(new ResourceWatch<>(this, namespace, selection, listener, random));
    }

    private static AutoCloseable started(ResourceWatch<?> watch) {
        watch.start();
        return watch;
    }

    ApiStream open(String namespace, String selection, String resourceVersion, ApiStream.Reader reader) {
        var query = "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + (270 + random.nextInt(60))
                + "&resourceVersion=" + ResourceType.encoded(resourceVersion) + selection;
        return door.stream(ApiCall.get(type.path(namespace) + query, Budget.WATCH), reader);
    }

    ApiDoor door() {
        return door;
    }

    ResourceType<T> type() {
        return type;
    }

    private static String selecting(String selector) {
        return selector.isEmpty() ? "" : "&labelSelector=" + ResourceType.encoded(selector);
    }

    private static ApiReply successful(ApiReply reply) {
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        return reply;
    }
}
