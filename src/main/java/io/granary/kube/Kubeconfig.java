// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one context of a kubeconfig says: where the API server is, whom to trust, and how to sign. Reads certificates,
 * tokens and passwords, inline or from files. What it does not support it names, instead of ignoring it.
 *
 * @param context its name
 * @param authorization the {@code Authorization} header, or null where a client certificate speaks
 * @param namespace the context's namespace, {@code default} if it names none
 */
public record Kubeconfig(
        String context, ApiAddress address, @Nullable String authorization, String namespace) {

    /** Reads a file that a kubeconfig names. */
    public interface Files {
        String read(String path) throws IOException;

        /** For a kubeconfig that came from a Secret: it must not make the hub read its own files. */
        static Files none() {
            return path -> {
                throw new IOException(
                        "files are not read here; write it inline (the field that ends in -data, or token)");
            };
        }
    }

    /** A kubeconfig that cannot be used; the message says what to change. */
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * Reads the current context.
     *
     * @throws Unusable with one sentence
     */
    public static Kubeconfig read(String yaml, Files files) {
        return new Reader(parse(yaml), files).read();
    }

    private static JsonNode parse(String yaml) {
        try {
            var tree = new YAMLMapper().readTree(yaml);
            if (tree == null || !tree.isObject()) {
                throw new Unusable("The kubeconfig is empty or no YAML mapping");
            }
            return tree;
        } catch (JsonProcessingException broken) {
            // The parser's own message would quote the text, and with it a token.
            var at = broken.getLocation();
            throw new Unusable(
                    "The kubeconfig is no valid YAML" + (at == null ? "" : " (line " + at.getLineNr() + ")"));
        }
    }

    @Override
    public String toString() {
        return "Kubeconfig[context=" + context + ", server=" + address.url() + "]";
    }

    private record Reader(JsonNode root, Files files) {

        Kubeconfig read() {
            var name = text(root, "current-context");
            if (name.isEmpty()) {
                throw new Unusable("The kubeconfig has no current-context: set one with kubectl config use-context");
            }
            var context = named("contexts", name).path("context");
            var cluster = named("clusters", text(context, "cluster")).path("cluster");
            var user = named("users", text(context, "user")).path("user");
            refuse(cluster, List.of("proxy-url", "tls-server-name"));
            refuse(user, List.of("exec", "auth-provider", "as", "as-groups", "as-uid"));
            if (cluster.path("insecure-skip-tls-verify").asBoolean()) {
                throw new Unusable(
                        "The kubeconfig sets insecure-skip-tls-verify, and Granary sends its token to nobody "
                                + "it cannot verify: set certificate-authority-data instead");
            }
            var namespace = text(context, "namespace");
            return new Kubeconfig(
                    name, address(cluster, user), authorization(user), namespace.isEmpty() ? "default" : namespace);
        }

        private JsonNode named(String list, String name) {
            for (var entry : root.path(list)) {
                if (text(entry, "name").equals(name)) {
                    return entry;
                }
            }
            var known = StreamSupport.stream(root.path(list).spliterator(), false)
                    .map(entry -> text(entry, "name"))
                    .toList();
            throw new Unusable("The kubeconfig has no entry '" + PlainText.of(name, 100) + "' under " + list
                    + ", it has " + PlainText.of(known.toString(), 200));
        }

        private void refuse(JsonNode node, List<String> fields) {
            for (var field : fields) {
                if (node.hasNonNull(field)) {
                    throw new Unusable("The kubeconfig uses '" + field + "', which Granary does not support: "
                            + "use a token, a client certificate or a password");
                }
            }
        }

        private ApiAddress address(JsonNode cluster, JsonNode user) {
            var server = text(cluster, "server");
            if (server.isEmpty()) {
                throw new Unusable("The kubeconfig's cluster names no server: write server: https://<host>[:<port>]");
            }
            var certificate = material(user, "client-certificate");
            var key = material(user, "client-key");
            if ((certificate == null) != (key == null)) {
                throw new Unusable("The kubeconfig's user needs both client-certificate and client-key, or neither");
            }
            try {
                return ApiAddress.of(
                        server, new ApiAddress.Trust(material(cluster, "certificate-authority"), certificate, key));
            } catch (IllegalArgumentException wrong) {
                throw new Unusable("The kubeconfig's server " + wrong.getMessage());
            }
        }

        private @Nullable String authorization(JsonNode user) {
            var token = text(user, "token");
            var file = text(user, "tokenFile");
            if (token.isEmpty() && !file.isEmpty()) {
                token = file(file, "tokenFile").strip();
            }
            if (!token.isEmpty()) {
                return bearer(token);
            }
            var name = text(user, "username");
            if (name.isEmpty()) {
                return null;
            }
            var pair = name + ":" + text(user, "password");
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        private @Nullable String material(JsonNode node, String field) {
            var data = text(node, field + "-data");
            if (data.isEmpty()) {
                var path = text(node, field);
                return path.isEmpty() ? null : file(path, field);
            }
            try {
                return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notBase64) {
                throw new Unusable("The kubeconfig's " + field + "-data is not base64");
            }
        }

        private String file(String path, String field) {
            try {
                return files.read(path);
            } catch (IOException unreadable) {
                throw new Unusable("The kubeconfig's " + field + " '" + PlainText.of(path, 200) + "' cannot be read: "
                        + PlainText.of(String.valueOf(unreadable.getMessage()), 200));
            }
        }

        private static String text(JsonNode node, String field) {
            return node.path(field).asText("");
        }
    }

    /**
     * The header for a token.
     *
     * @throws Unusable if the token cannot stand in a header
     */
    static String bearer(String token) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new Unusable("The token holds characters that no token has (is it one line, without quotes?)");
        }
        return "Bearer " + token;
    }
}
