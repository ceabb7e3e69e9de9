// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an API server is, and by what it is known.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 * @param path comes before every request's path; the empty string, or begins with and does not end with a slash
 * @param trust the certificates; unused without TLS, which is allowed on the loopback alone
 */
public record ApiAddress(String scheme, String host, int port, String path, Trust trust) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /**
     * Certificates in PEM.
     *
     * @param authorities who may vouch for the server; null for the public ones
     * @param certificate of the client; null for none
     * @param key of that certificate
     */
    public record Trust(
            @Nullable String authorities,
            @Nullable String certificate,
            @Nullable String key) {
        public static final Trust PUBLIC = new Trust(null, null, null);

        @Override
        public String toString() {
            return "Trust[authorities=" + (authorities == null ? "public" : "own") + ", certificate="
                    + (certificate == null ? "none" : "own") + "]";
        }
    }

    /**
     * Reads {@code https://rancher.example:8443/some/path}.
     *
     * @throws IllegalArgumentException with one sentence that says what is wanted instead
     */
    public static ApiAddress of(String url, Trust trust) {
        var uri = parse(url);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        var host = uri.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http")) || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "'" + PlainText.of(url, 200) + "' is no server address: write https://<host>[:<port>]");
        }
        var plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (scheme.equals("http") && !LOOPBACK.contains(plainHost)) {
            throw new IllegalArgumentException(
                    "'" + PlainText.of(url, 200) + "' would send the token unencrypted: write https://");
        }
        var port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new ApiAddress(scheme, plainHost, port, path, trust);
    }

    private static URI parse(String url) {
        try {
            return new URI(url.strip());
        } catch (java.net.URISyntaxException notAnAddress) {
            throw new IllegalArgumentException(
                    "'" + PlainText.of(url, 200) + "' is no server address: write https://<host>[:<port>]",
                    notAnAddress);
        }
    }

    public boolean isTls() {
        return scheme.equals("https");
    }

    /** The same server and trust, another path. */
    public ApiAddress withPath(String other) {
        return new ApiAddress(scheme, host, port, other, trust);
    }

    public String url() {
        var shown = host.contains(":") ? "[" + host + "]" : host;
        return scheme + "://" + shown + ":" + port + path;
    }
}
