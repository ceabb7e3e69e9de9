// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.google.protobuf.CodedOutputStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * OpenAPI v2 without a single type. {@code kubectl create} asks for it, in protobuf alone, for kinds that cannot be
 * patched, and leaves their fields to the server when it finds nothing. Field numbers are those of gnostic's
 * OpenAPIv2.proto.
 */
final class Swagger {
    private static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    /**
     * Not quite what is asked for: an {@code @} is no part of a media type. kube-apiserver answers in this one, too.
     */
    private static final String ANSWERED = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static final String TITLE = "Kubernetes";

    private final String version;

    Swagger(String version) {
        this.version = version;
    }

    void answer(HttpServerRequest request) {
        var accept = request.getHeader("Accept");
        if (accept != null && accept.contains(ASKED)) {
            request.response().putHeader("Content-Type", ANSWERED).end(Buffer.buffer(protobuf()));
            return;
        }
        var document = Json.object().put("swagger", "2.0");
        document.putObject("info").put("title", TITLE).put("version", version);
        document.putObject("paths");
        document.putObject("definitions");
        Reply.json(request, 200, document);
    }

    private byte[] protobuf() {
        return message(document -> {
            document.writeString(1, "2.0");
            document.writeByteArray(2, message(info -> {
                info.writeString(1, TITLE);
                info.writeString(2, version);
            }));
        });
    }

    private interface Fields {
        void writeTo(CodedOutputStream message) throws IOException;
    }

    private static byte[] message(Fields fields) {
        var bytes = new ByteArrayOutputStream();
        var message = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(message);
            message.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
