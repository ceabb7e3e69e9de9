// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which headers carry a front proxy's identity, from ConfigMap kube-system/extension-apiserver-authentication; read as
 * apiserver's {@code headerrequest/requestheader.go} does: the first non-empty value for name and uid, all values for
 * groups, extra keys lower-cased and percent-decoded. Values are UTF-8, of which HTTP shows us the bytes.
 *
 * @param usernames header names, tried in order
 * @param uids header names, tried in order
 * @param groups header names, all read
 * @param extraPrefixes prefixes of header names
 * @param allowedNames common names of the proxy; empty allows any that the CA signed
 */
public record RequestHeaders(
        List<String> usernames,
        List<String> uids,
        List<String> groups,
        List<String> extraPrefixes,
        List<String> allowedNames) {

    /** What every kube-apiserver sends when not told otherwise. */
    public static final RequestHeaders USUAL = new RequestHeaders(
            List.of("X-Remote-User"),
            List.of("X-Remote-Uid"),
            List.of("X-Remote-Group"),
            List.of("X-Remote-Extra-"),
            List.of());

    public RequestHeaders {
        usernames = List.copyOf(usernames);
        uids = List.copyOf(uids);
        groups = List.copyOf(groups);
        extraPrefixes = List.copyOf(extraPrefixes);
        allowedNames = List.copyOf(allowedNames);
    }

    /** Whether a verified certificate with this common name may speak for others. */
    public boolean allows(String commonName) {
        return allowedNames.isEmpty() || allowedNames.contains(commonName);
    }

    /**
     * The identity in the headers, in the order they came; empty when no user is named.
     *
     * @throws StatusProblem 400 when a value is not UTF-8
     */
    public Optional<Identity> read(List<Map.Entry<String, String>> headers) {
        var name = first(usernames, headers);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var all = new ArrayList<String>();
        for (var wanted : groups) {
            headers.stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(wanted))
                    .filter(one -> !one.getValue().isEmpty())
                    .map(one -> text(one.getValue()))
                    .forEach(all::add);
        }
        return Optional.of(new Identity(name, first(uids, headers), all, extra(headers)));
    }

    private static String first(List<String> names, List<Map.Entry<String, String>> headers) {
        for (var name : names) {
            var value = headers.stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
            if (value.isPresent() && !value.get().isEmpty()) {
                return text(value.get());
            }
        }
        return "";
    }

    private Map<String, List<String>> extra(List<Map.Entry<String, String>> headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (var prefix : extraPrefixes) {
            for (var header : headers) {
                if (header.getKey().regionMatches(true, 0, prefix, 0, prefix.length())) {
                    var key =
                            unescaped(header.getKey().substring(prefix.length()).toLowerCase(Locale.ROOT));
                    extra.computeIfAbsent(key, ignored -> new ArrayList<>()).add(text(header.getValue()));
                }
            }
        }
        return extra;
    }

    private static String text(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException garbled) {
            throw StatusProblem.badRequest("a header that names a user or his groups is not UTF-8");
        }
    }

    private static String unescaped(String key) {
        var bytes = new ByteArrayOutputStream();
        for (var i = 0; i < key.length(); i++) {
            if (key.charAt(i) != '%') {
                bytes.writeBytes(key.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i + 2 >= key.length() || !hex(key.charAt(i + 1)) || !hex(key.charAt(i + 2))) {
                return key;
            }
            bytes.write(Integer.parseInt(key, i + 1, i + 3, 16));
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean hex(char c) {
        return Character.digit(c, 16) >= 0;
    }

    /**
     * Whether a header could be taken for an identity header by a laxer reader than ours (underscores for dashes), or
     * asks a hop to drop one. Such requests are refused whole.
     */
    public static boolean smuggles(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("connection")) {
            return value.toLowerCase(Locale.ROOT).replace('_', '-').contains("x-remote-");
        }
        return lower.indexOf('_') >= 0 && lower.replace('_', '-').startsWith("x-remote-");
    }
}
