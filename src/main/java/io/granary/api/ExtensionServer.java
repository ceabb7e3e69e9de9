// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.access.SiteAccess;
import io.granary.images.Uploads;
import io.granary.inventory.core.Inventory;
import io.granary.kube.ApiDoor;
import io.granary.kube.Spans;
import io.granary.rollout.RolloutPlans;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The extension API server: one HTTPS listener of its own, apart from health and metrics. */
final class ExtensionServer implements AutoCloseable {
    /** Somebody may be in hundreds of groups, with long names, and each comes in a header of its own. */
    private static final int LONGEST_HEADERS = 128 * 1024;

    private static final int LONGEST_LINE = 16 * 1024;

    private final Vertx vertx;
    private final ApiConfig config;
    private final CertificateHolders certificates;
    private final TrustSource source;
    private final AggregatorLink link;
    private final ExecutorService threads;
    private final Snapshots snapshots;
    private final Outlet outlet;
    private final WatchHub hub;
    private final Gateway gateway;
    private final Spans spans;
    private volatile ServingCertificate certificate;
    private volatile @Nullable HttpServer server;
    private volatile String trusted;
    private volatile Future<Void> offered = Future.succeededFuture();
    private long refresh;

    /**
     * What the server is put together from.
     *
     * @param trust may have begun to read, while the rest was put together
     * @param access who sees the rows of which sites
     * @param random spreads the ends of watches
     * @param uploads what people send to the image library, if the hub keeps one
     */
    record Parts(
            Vertx vertx,
            ApiConfig config,
            ServingCertificate certificate,
            ApiDoor hub,
            TrustSource trust,
            Inventory inventory,
            SiteAccess access,
            ApiMeters meters,
            Clock clock,
            RandomGenerator random,
            RolloutPlans plans,
            Supplier<Optional<Uploads>> uploads,
            Spans spans) {}

    ExtensionServer(Parts parts) {
        this.vertx = parts.vertx();
        this.config = parts.config();
        this.certificate = parts.certificate();
        this.certificates = new CertificateHolders(parts.clock(), config.decisionTtl());
        this.source = parts.trust();
        this.link = new AggregatorLink(parts.hub());
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.snapshots = new Snapshots(parts.inventory());
        this.outlet = new Outlet(config, parts.clock());
        this.hub = new WatchHub(parts.inventory(), config, parts.meters(), parts.clock(), outlet, threads);
        this.gateway = gateway(parts);
        this.spans = parts.spans();
        // Until the front proxy's CA is known, only a CA that signs no clients is trusted.
        this.trusted = certificate.caPem();
        source.tell(this::trust);
    }

    private Gateway gateway(Parts parts) {
        var inventory = parts.inventory();
        var reviews = new Reviews(parts.hub(), config.decisionTtl(), config.decisionTimeout());
        var visible = new Visible(parts.access());
        hub.judgedBy(visible::revision);
        var listing = new Listing(inventory, snapshots, visible, parts.clock(), outlet);
        var watching = new Watching(inventory, snapshots, visible, reviews, hub, parts.clock(), parts.random());
        var queries = new Queries(inventory, visible, parts.clock(), outlet);
        return new Gateway(
                new OpenPaths(),
                new Authentication(certificates, reviews),
                reviews,
                new Endpoints(
                        listing,
                        watching,
                        queries,
                        new SitePlans(parts.plans(), reviews, outlet),
                        new ImageUploads(parts.uploads())),
                threads,
                parts.meters(),
                config);
    }

    /**
     * Learns whom to trust, if that can be learnt within seconds, listens, and goes on learning. Fails with a sentence
     * when the port is taken.
     */
    Future<Integer> start() {
        var known = source.read()
                .toCompletableFuture()
                .completeOnTimeout(null, config.decisionTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return Future.fromCompletionStage(known).compose(done -> listen());
    }

    private Future<Integer> listen() {
        var opened = vertx.createHttpServer(options()).requestHandler(new TracedRequests(gateway, spans));
        server = opened;
        return opened.listen(config.port(), config.host())
                .recover(failure -> Future.failedFuture(new IllegalStateException(
                        "Cannot serve the extension API on port " + config.port() + ": " + failure.getMessage()
                                + ". Choose another with GRANARY_API_PORT (0 takes a free one)",
                        failure)))
                .map(listening -> {
                    source.start();
                    register();
                    refresh = vertx.setPeriodic(config.trustRefresh().toMillis(), tick -> {
                        source.look();
                        register();
                    });
                    return listening.actualPort();
                });
    }

    int port() {
        var opened = server;
        return opened == null ? 0 : opened.actualPort();
    }

    /** Reads the trusted CAs now, and keeps ours in the APIService. */
    CompletionStage<Void> refresh() {
        return source.read().thenCompose(done -> offered.toCompletionStage()).thenCompose(done -> register());
    }

    private CompletionStage<Void> register() {
        return config.registerCaBundle()
                ? link.writeCaBundle(certificate.caPem())
                : CompletableFuture.completedFuture(null);
    }

    /** From here on requests are judged anew, and soon the handshake asks for certificates of these CAs. */
    private void trust(ProxyTrust trust) {
        certificates.trust(trust);
        var pem = trust.caPem().isEmpty() ? certificate.caPem() : trust.caPem();
        if (pem.equals(trusted)) {
            return;
        }
        trusted = pem;
        offer();
    }

    /** What handshakes show at present. */
    ServingCertificate shown() {
        return certificate;
    }

    /** Shows this from the next handshake on; whoever connects meanwhile finds either. */
    void show(ServingCertificate next) {
        certificate = next;
        offer();
        register();
    }

    private void offer() {
        var opened = server;
        if (opened != null) {
            var options = new SSLOptions().setKeyCertOptions(keyCert()).setTrustOptions(ca(trusted));
            offered =
                    offered.transform(before -> opened.updateSSLOptions(options).mapEmpty());
        }
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(keyCert())
                .setTrustOptions(ca(trusted))
                .setClientAuth(ClientAuth.REQUEST)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setCompressionSupported(false)
                .setSslHandshakeTimeout(10)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2RstFloodMaxRstFramePerWindow(200);
    }

    private PemKeyCertOptions keyCert() {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificate.certificatePem()))
                .setKeyValue(Buffer.buffer(certificate.keyPem()));
    }

    private static PemTrustOptions ca(String pem) {
        return new PemTrustOptions().addCertValue(Buffer.buffer(pem));
    }

    /** Ends the watches within their grace, then closes. */
    @Override
    public void close() {
        vertx.cancelTimer(refresh);
        source.close();
        hub.close();
        snapshots.close();
        var opened = server;
        if (opened != null) {
            opened.close();
        }
        threads.close();
    }

    /** The names under which the kube-apiserver and people reach us. */
    static List<String> names(ApiConfig config) {
        return List.of(config.service() + '.' + config.namespace() + ".svc", "localhost");
    }
}
