// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Reads bodies in {@code application/vnd.kubernetes.protobuf}, in which {@code kubectl create} and typed clients write
 * built-in kinds. Field numbers are those of Kubernetes' generated.proto files; answers are always JSON.
 */
final class ProtobufBody {
    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    /** Fields that are no pointers in Go, so that their zero means unset. */
    private static final Set<String> PLAIN = Set.of(
            "stdin",
            "stdinOnce",
            "tty",
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "paused",
            "readOnly",
            "unschedulable",
            "publishNotReadyAddresses",
            "hostPort",
            "nodePort",
            "minReadySeconds",
            "generation",
            "observedGeneration",
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold",
            "count",
            "readyReplicas",
            "updatedReplicas",
            "availableReplicas",
            "unavailableReplicas");

    private static final JsonNode TABLE = read();

    private ProtobufBody() {}

    static ObjectNode parse(byte[] body) throws IOException {
        if (body.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC)) {
            throw new IOException("provided data does not appear to be a protobuf message, expected prefix [k8s 0]");
        }
        var version = "";
        var kind = "";
        var raw = new byte[0];
        var envelope = CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length);
        for (var tag = envelope.readTag(); tag != 0; tag = envelope.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> {
                    var type = CodedInputStream.newInstance(envelope.readByteArray());
                    for (var inner = type.readTag(); inner != 0; inner = type.readTag()) {
                        if (WireFormat.getTagFieldNumber(inner) == 1) {
                            version = type.readString();
                        } else {
                            kind = type.readString();
                        }
                    }
                }
                case 2 -> raw = envelope.readByteArray();
                default -> envelope.skipField(tag);
            }
        }
        return message(version, kind, raw);
    }

    private static ObjectNode message(String version, String kind, byte[] raw) throws IOException {
        var root = TABLE.path("roots").path(version + "/" + kind);
        if (root.isMissingNode()) {
            throw StatusException.of(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format -"
                            + " accepted media types include: application/json, application/yaml");
        }
        var object = Json.object().put("kind", kind).put("apiVersion", version);
        read(root.asText(), raw, object);
        return object;
    }

    private static void read(String type, byte[] bytes, ObjectNode into) throws IOException {
        var fields = TABLE.path("messages").path(type);
        var in = CodedInputStream.newInstance(bytes);
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            var field = fields.path(Integer.toString(WireFormat.getTagFieldNumber(tag)));
            if (field.isMissingNode()) {
                in.skipField(tag);
                continue;
            }
            field(
                    in,
                    field.path(0).asText(),
                    field.path(1).asText(),
                    field.path(2).asText(),
                    into);
        }
    }

    private static void field(CodedInputStream in, String name, String form, String type, ObjectNode into)
            throws IOException {
        switch (form) {
            case "inline" -> read(type, in.readByteArray(), into);
            case "list" -> into.withArray("/" + name).add(value(in, type));
            case "map" -> entry(in.readByteArray(), type, Json.child(into, name));
            default -> {
                var value = value(in, type);
                if (!value.isNull() && !(value.isTextual() && value.asText().isEmpty()) && !zero(name, value)) {
                    into.set(name, value);
                }
            }
        }
    }

    /** Written always by protobuf, though nobody set it. */
    private static boolean zero(String name, JsonNode value) {
        return PLAIN.contains(name) && (value.isBoolean() ? !value.booleanValue() : value.asLong(1) == 0);
    }

    private static void entry(byte[] bytes, String type, ObjectNode into) throws IOException {
        var key = "";
        JsonNode value = Json.NODES.textNode("");
        var in = CodedInputStream.newInstance(bytes);
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                key = in.readString();
            } else {
                value = value(in, type);
            }
        }
        into.set(key, value);
    }

    private static JsonNode value(CodedInputStream in, String type) throws IOException {
        return switch (type) {
            case "string" -> Json.NODES.textNode(in.readString());
            case "bytes" -> Json.NODES.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case "bool" -> Json.NODES.booleanNode(in.readBool());
            case "double" -> Json.NODES.numberNode(in.readDouble());
            case "int32", "int64", "uint32", "uint64" -> Json.NODES.numberNode(in.readInt64());
            case "time", "microtime" -> time(in.readByteArray());
            case "duration" -> Json.NODES.textNode(seconds(numbers(in.readByteArray())[1]));
            case "quantity" -> first(in.readByteArray());
            case "intstr" -> intOrString(in.readByteArray());
            case "raw" -> raw(in.readByteArray());
            default -> message(type, in.readByteArray());
        };
    }

    private static JsonNode message(String type, byte[] bytes) throws IOException {
        var fields = TABLE.path("messages").path(type);
        var object = Json.object();
        if (!fields.at("/1/1").asText("").equals("items")) {
            read(type, bytes, object);
            return object;
        }
        var list = Json.array();
        var in = CodedInputStream.newInstance(bytes);
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            list.add(value(in, fields.at("/1/2").asText()));
        }
        return list;
    }

    /** The values of the number fields 1 to 3 of a small message. */
    private static long[] numbers(byte[] bytes) throws IOException {
        var found = new long[4];
        var in = CodedInputStream.newInstance(bytes);
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            var number = WireFormat.getTagFieldNumber(tag);
            if (number < found.length && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                found[number] = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return found;
    }

    private static JsonNode time(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return Json.NODES.nullNode();
        }
        var parts = numbers(bytes);
        return Json.NODES.textNode(Instant.ofEpochSecond(parts[1], parts[2]).toString());
    }

    private static String seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds() + "s";
    }

    private static JsonNode first(byte[] bytes) throws IOException {
        var in = CodedInputStream.newInstance(bytes);
        return in.readTag() == 0 ? Json.NODES.textNode("0") : Json.NODES.textNode(in.readString());
    }

    private static JsonNode intOrString(byte[] bytes) throws IOException {
        var parts = numbers(bytes);
        if (parts[1] == 0) {
            return Json.NODES.numberNode(parts[2]);
        }
        var in = CodedInputStream.newInstance(bytes);
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 3) {
                return Json.NODES.textNode(in.readString());
            }
            in.skipField(tag);
        }
        return Json.NODES.textNode("");
    }

    private static JsonNode raw(byte[] bytes) throws IOException {
        var in = CodedInputStream.newInstance(bytes);
        return in.readTag() == 0 ? Json.NODES.nullNode() : Json.parseBody(in.readByteArray());
    }

    private static JsonNode read() {
        var name = "/simulator/apiserver/protobuf.json.gz";
        try (var packed = Objects.requireNonNull(ProtobufBody.class.getResourceAsStream(name), name);
                var plain = new GZIPInputStream(packed)) {
            return Json.parse(plain.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
