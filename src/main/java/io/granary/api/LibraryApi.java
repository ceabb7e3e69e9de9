// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.images.ImagesRoom;
import io.granary.images.LibraryConfig;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kernel.SiteId;
import io.granary.rollout.RolloutConfig;
import io.granary.sites.SiteDirectory;
import io.granary.sites.SiteLink;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Serves the library to sites, on a port of its own. */
@ApplicationScoped
@Seam("puts the clock of the process into the library's byte rates")
class LibraryApi {
    private static final Logger LOG = Logger.getLogger(LibraryApi.class);
    /** After the images room, before the rollouts. */
    private static final int ORDER = 2_600;

    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable HttpServer server;
    private @Nullable AutoCloseable subscription;

    void start(
            @Observes @Priority(ORDER) HubOpens started,
            LibraryConfig config,
            RolloutConfig rollouts,
            Vertx vertx,
            ImagesRoom images,
            Instance<SiteDirectory> directory)
            throws IOException {
        if (!config.enabled() || !rollouts.enabled() || directory.isUnsatisfied()) {
            return;
        }
        var lines = new FleetLines(config.groupLabel().orElse(null));
        subscription = directory.get().subscribe(lines);
        var limits = new LibraryServer.Limits(
                config.downloads(), config.bytesPerSecondPerSite(), config.bytesPerSecondPerGroup());
        var library = new LibraryServer(images.store(), limits, lines, readers, System::nanoTime);
        var opened = vertx.createHttpServer(options(config)).requestHandler(library::handle);
        server = opened;
        opened.listen(config.port(), config.host())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var url = config.url().orElseGet(() -> url(config, opened.actualPort()));
        LOG.infof("The image library listens on port %d; sites reach it under %s", opened.actualPort(), url);
        images.serving(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    private static HttpServerOptions options(LibraryConfig config) {
        var options = new HttpServerOptions().setIdleTimeout(120);
        if (config.certificateFile().isPresent() && config.keyFile().isPresent()) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(config.certificateFile().get().toString())
                            .setKeyPath(config.keyFile().get().toString()));
        }
        return options;
    }

    private static String url(LibraryConfig config, int port) {
        var scheme = config.certificateFile().isPresent() ? "https" : "http";
        return scheme + "://" + host(config.host()) + ":" + port;
    }

    private static String host(String listening) {
        if (!listening.equals("0.0.0.0")) {
            return listening;
        }
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        if (subscription != null) {
            subscription.close();
        }
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
        readers.shutdownNow();
    }

    /** The sites that may ask, and whose label names a line that they share. */
    private static final class FleetLines implements LibraryServer.Lines, SiteDirectory.Listener {
        private final @Nullable String label;
        private final Map<String, Map<String, String>> sites = new ConcurrentHashMap<>();

        private FleetLines(@Nullable String label) {
            this.label = label;
        }

        @Override
        public void changed(SiteLink link) {
            sites.put(link.id().value(), link.labels());
        }

        @Override
        public void removed(SiteId id) {
            sites.remove(id.value());
        }

        @Override
        public boolean known(String site) {
            return sites.containsKey(site);
        }

        @Override
        public @Nullable String group(String site) {
            var labels = sites.get(site);
            return label == null || labels == null ? null : labels.get(label);
        }
    }
}
