// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the events of a watch, and single items of a list, straight from their bytes. Stateless. */
public final class EventProjection {

    /** Of which kind of object the bytes are. */
    public enum Shape {
        VM("VirtualMachine"),
        VMI("VirtualMachineInstance");

        private final String kind;

        Shape(String kind) {
            this.kind = kind;
        }

        public String kind() {
            return kind;
        }
    }

    /** One line of a watch. */
    public sealed interface WatchEvent {}

    /** An object came, changed or went; {@code version} is the event's resource version. */
    public record Changed(Change change, String version) implements WatchEvent {}

    /** A bookmark; {@code initialEnd} when it closes the initial events of a streamed list. */
    public record Bookmark(String version, boolean initialEnd) implements WatchEvent {}

    /** The server ended the watch with a Status of this HTTP code. */
    public record Failed(int code) implements WatchEvent {}

    /** A type of event that is not known here. */
    public record Unknown() implements WatchEvent {}

    private final Shape shape;
    private String type = "";
    private @Nullable WatchEvent result;

    private EventProjection(Shape shape) {
        this.shape = shape;
    }

    /**
     * @throws RejectedData when this one object is unusable
     * @throws BrokenJson when the stream cannot be trusted any further
     */
    public static Change item(Shape shape, byte[] bytes, int offset, int length) {
        return JsonProjection.object(bytes, offset, length, json -> project(shape, json));
    }

    /**
     * @throws RejectedData when this one event is unusable
     * @throws BrokenJson when the stream cannot be trusted any further
     */
    public static WatchEvent event(Shape shape, byte[] bytes, int offset, int length) {
        return JsonProjection.object(bytes, offset, length, json -> new EventProjection(shape).line(json));
    }

    private static Change project(Shape shape, JsonCursor json) throws IOException {
        return switch (shape) {
            case VM -> VmProjection.read(json);
            case VMI -> VmiProjection.read(json);
        };
    }

    private WatchEvent line(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "type" -> type = once(JsonProjection.text(json, 16));
                case "object" -> object(json);
                default -> json.skipChildren();
            }
        }
        if (result == null) {
            throw new RejectedData("a watch event has no object");
        }
        return result;
    }

    private String once(String said) {
        if (!type.isEmpty()) {
            throw new RejectedData("a watch event has its type twice");
        }
        return said;
    }

    private void object(JsonCursor json) throws IOException {
        if (result != null || !JsonProjection.enters(json)) {
            throw new RejectedData("a watch event has no object, or two");
        }
        result = switch (type) {
            case "ADDED", "MODIFIED" -> put(project(shape, json));
            case "DELETED" -> gone(project(shape, json));
            case "BOOKMARK" -> bookmark(json);
            case "ERROR" -> error(json);
            case "" -> throw new RejectedData("a watch event does not begin with its type");
            default -> unknown(json);
        };
    }

    private static WatchEvent put(Change change) {
        return switch (change) {
            case Change.PutVm(var vm) -> new Changed(change, vm.resourceVersion());
            case Change.PutVmi(var vmi) -> new Changed(change, vmi.resourceVersion());
            case Change.Gone ignored -> throw new IllegalStateException("A projection never tells of an absence");
        };
    }

    private static WatchEvent gone(Change change) {
        return switch (change) {
            case Change.PutVm(var vm) ->
                new Changed(new Change.Gone(vm.namespace(), vm.name(), vm.uid()), vm.resourceVersion());
            case Change.PutVmi(var vmi) ->
                new Changed(new Change.Gone(vmi.namespace(), vmi.name(), vmi.uid()), vmi.resourceVersion());
            case Change.Gone ignored -> throw new IllegalStateException("A projection never tells of an absence");
        };
    }

    private static WatchEvent bookmark(JsonCursor json) throws IOException {
        var metadata = new MetadataProjection();
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("metadata")) {
                metadata.read(json, (key, value) -> metadata.ended |= isEnd(key, value));
            } else {
                json.skipChildren();
            }
        }
        return new Bookmark(metadata.version, metadata.ended);
    }

    private static boolean isEnd(String key, JsonCursor value) throws IOException {
        return key.equals("k8s.io/initial-events-end")
                && JsonProjection.text(value, 8).equals("true");
    }

    private static WatchEvent error(JsonCursor json) throws IOException {
        var code = 500;
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("code")) {
                code = (int) Math.min(JsonProjection.number(json), 999);
            } else if (field.equals("reason") && JsonProjection.text(json, 32).equals("Expired")) {
                code = 410;
            } else {
                json.skipChildren();
            }
        }
        return new Failed(code);
    }

    private static WatchEvent unknown(JsonCursor json) throws IOException {
        while (JsonProjection.field(json) != null) {
            json.skipChildren();
        }
        return new Unknown();
    }
}
