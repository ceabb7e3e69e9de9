// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP server and the one client to it that all doors behind it share. Speaks HTTP/2 with Rancher where it does:
 * 250 streams to a connection cost a ninth of the CPU of 250 TLS connections.
 */
public final class ApiOrigin implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ApiOrigin.class);
    private static final int STREAMS_PER_CONNECTION = 250;
    private static final int STREAM_WINDOW = 128 << 10;

    private final ApiDoors doors;
    private volatile ApiAddress address;
    private final Credentials credentials;
    private final HttpVersion newest;
    private final HttpClient client;
    private volatile @Nullable Instant certificateExpires;

    /** @param newest of the versions of HTTP that are offered to the server, if it has TLS */
    ApiOrigin(ApiDoors doors, ApiAddress address, Credentials credentials, HttpVersion newest) {
        this.doors = doors;
        this.address = address;
        this.credentials = credentials;
        this.newest = newest;
        this.client = doors.vertx()
                .httpClientBuilder()
                .with(options(address))
                .with(new PoolOptions().setHttp2MaxSize(100).setHttp1MaxSize(2_000))
                .withConnectHandler(this::connected)
                .build();
    }

    /**
     * A door to an API server at this origin.
     *
     * @param name how messages call it
     * @param prefix comes before each path, {@code /k8s/clusters/c-m-abc} or the empty string
     */
    public ApiDoor door(String name, String prefix) {
        return new AuditedDoor(door(name, prefix, doors.limits().site()), name, doors.meters());
    }

    ApiDoor door(String name, String prefix, DoorLimits.Site share) {
        return new GuardedDoor(name, prefix, this, share);
    }

    /** When the server's certificate expires; null before the first connection and without TLS. */
    @Nullable
    Instant certificateExpires() {
        return certificateExpires;
    }

    private void connected(HttpConnection connection) {
        // Every request hears of it too; without a handler here Vert.x logs each one as an error.
        connection.exceptionHandler(heard -> {});
        try {
            if (connection.isSsl() && connection.peerCertificates().getFirst() instanceof X509Certificate leaf) {
                certificateExpires = leaf.getNotAfter().toInstant();
            }
        } catch (SSLPeerUnverifiedException unknown) {
            certificateExpires = null;
        }
    }

    public ApiAddress address() {
        return address;
    }

    /**
     * From the next connection on it is there, and trusts whom that address says; what is open stays open, so that a
     * certificate authority that is replaced breaks no watch.
     *
     * @throws Kubeconfig.Unusable where one address has TLS and the other has not
     */
    void moveTo(ApiAddress next) {
        if (next.isTls() != address.isTls()) {
            throw new Kubeconfig.Unusable(next.url() + " cannot follow " + address.url()
                    + " while Granary runs, because only one of them has TLS: restart it");
        }
        if (!next.trust().equals(address.trust())) {
            client.updateSSLOptions(options(next).getSslOptions())
                    .onFailure(unusable -> LOG.warnf(
                            "The new certificate authorities of %s cannot be used, the last ones are kept: %s",
                            next.url(), unusable.getMessage()));
        }
        address = next;
    }

    @Override
    public void close() {
        client.close();
    }

    ApiDoors doors() {
        return doors;
    }

    Credentials credentials() {
        return credentials;
    }

    Future<HttpClientRequest> request(ApiCall call, String path, @Nullable String signature) {
        var server = address;
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setHost(server.host())
                .setPort(server.port())
                .setSsl(server.isTls())
                .setFollowRedirects(false)
                .setURI(server.path() + path);
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(call.headers());
        headers.set(HttpHeaders.USER_AGENT, "granary");
        headers.remove(HttpHeaders.AUTHORIZATION);
        if (signature != null) {
            headers.set(HttpHeaders.AUTHORIZATION, signature);
        }
        options.setHeaders(headers);
        return client.request(options);
    }

    private HttpClientOptions options(ApiAddress address) {
        var options = new HttpClientOptions()
                .setConnectTimeout(5_000)
                .setTcpKeepAlive(true)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(doors.limits().reply().headerBytes())
                .setMaxRedirects(0)
                .setKeepAlive(true)
                .setProtocolVersion(address.isTls() ? newest : HttpVersion.HTTP_1_1);
        return address.isTls() ? withTls(options, address) : options;
    }

    private HttpClientOptions withTls(HttpClientOptions options, ApiAddress address) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(newest == HttpVersion.HTTP_2 ? List.of(newest, HttpVersion.HTTP_1_1) : List.of(newest))
                .setVerifyHost(true)
                .setSslEngineOptions(new JdkSSLEngineOptions())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setHttp2MultiplexingLimit(STREAMS_PER_CONNECTION)
                .setHttp2ConnectionWindowSize(STREAMS_PER_CONNECTION * STREAM_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxHeaderListSize(doors.limits().reply().headerBytes()));
        var trust = address.trust();
        if (trust.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trust.authorities())));
        }
        if (trust.certificate() != null && trust.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(trust.certificate()))
                    .setKeyValue(Buffer.buffer(trust.key())));
        }
        return options;
    }
}
