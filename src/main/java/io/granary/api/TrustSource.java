// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.api.core.RequestHeaders;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.Budget;
import io.granary.kube.DoorResources;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * ConfigMap kube-system/extension-apiserver-authentication, in which the hub's API server tells whose certificates to
 * trust. Watched, so that a CA that is taken back counts no longer within a moment; read anew besides, in case a watch
 * is silent without being broken. What cannot be read leaves everything as it was.
 */
final class TrustSource implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TrustSource.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";
    private static final int LOOKS_PER_READ = 12;

    private static final ResourceType<ConfigMap> TYPE = ResourceType.of(
            "v1",
            "configmaps",
            ConfigMap.class,
            map -> new ResourceType.Identity(
                    NAMESPACE,
                    NAME,
                    "",
                    Objects.requireNonNullElse(map.metadata().resourceVersion(), "")));

    private final ApiDoor hub;
    private final Resources<ConfigMap> maps;
    private @Nullable ProxyTrust latest;
    private @Nullable Consumer<ProxyTrust> listener;
    private final AtomicLong told = new AtomicLong();
    private volatile @Nullable AutoCloseable watch;
    private volatile boolean watching;
    private volatile String lastTrouble = "";
    private long looks;

    /** @param random spreads the retries of a broken watch */
    TrustSource(ApiDoor hub, RandomGenerator random) {
        this.hub = hub;
        this.maps = new DoorResources<>(hub, TYPE, random);
    }

    /** As much of a ConfigMap as is read. */
    record ConfigMap(Metadata metadata, @Nullable Map<String, String> data) {

        ConfigMap {
            metadata = Objects.requireNonNullElse(metadata, new Metadata(null));
        }
    }

    record Metadata(@Nullable String resourceVersion) {}

    /** Tells at once what is known, and from then on what holds, one at a time. */
    synchronized void tell(Consumer<ProxyTrust> trust) {
        listener = trust;
        if (latest != null) {
            trust.accept(latest);
        }
    }

    /** Begins to watch; until {@link #close}. */
    void start() {
        watch = maps.watchOne(NAMESPACE, NAME, new Listener());
    }

    /** To be called every few seconds: reads if the watch is broken, and once in a while if it is not. */
    void look() {
        if (!watching || ++looks % LOOKS_PER_READ == 0) {
            var ignored = read();
        }
    }

    /** Reads now. Never fails; an answer that the watch has overtaken is dropped. */
    CompletionStage<Void> read() {
        var before = told.get();
        var path = "/api/v1/namespaces/" + NAMESPACE + "/configmaps/" + NAME;
        return hub.send(ApiCall.get(path, Budget.OBJECT))
                .thenAccept(reply -> {
                    if (reply.status() != 200) {
                        throw new ApiProblem.Failure(ApiProblem.of(reply));
                    }
                    tell(Wire.read(reply.body(), ConfigMap.class), before);
                })
                .exceptionally(failure -> {
                    trouble(String.valueOf(failure.getMessage()));
                    return null;
                });
    }

    private synchronized void tell(ConfigMap map, long unlessToldSince) {
        if (told.get() == unlessToldSince) {
            var trust = trust(Objects.requireNonNullElse(map.data(), Map.of()));
            latest = trust;
            if (listener != null) {
                listener.accept(trust);
            }
            told.incrementAndGet();
            lastTrouble = "";
        }
    }

    private static ProxyTrust trust(Map<String, String> data) {
        var headers = new RequestHeaders(
                texts(data, "requestheader-username-headers"),
                texts(data, "requestheader-uid-headers"),
                texts(data, "requestheader-group-headers"),
                texts(data, "requestheader-extra-headers-prefix"),
                texts(data, "requestheader-allowed-names"));
        return new ProxyTrust(ca(data, "requestheader-client-ca-file"), headers, ca(data, "client-ca-file"));
    }

    private static ClientCa ca(Map<String, String> data, String key) {
        try {
            return ClientCa.of(data.getOrDefault(key, ""));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(key + " is not made of PEM certificates", unreadable);
        }
    }

    private static List<String> texts(Map<String, String> data, String key) {
        var text = data.getOrDefault(key, "");
        try {
            return text.isEmpty() ? List.of() : JSON.readValue(text, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException garbled) {
            throw new IllegalStateException(key + " is not a JSON array of strings", garbled);
        }
    }

    private void trouble(String what) {
        if (!what.equals(lastTrouble)) {
            LOG.warnf("Cannot read whose certificates to trust, what was trusted so far stays: %s", what);
            lastTrouble = what;
        }
    }

    @Override
    public void close() {
        var open = watch;
        if (open != null) {
            try {
                open.close();
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private final class Listener implements Resources.Listener<ConfigMap> {
        @Override
        public void replaced(List<ConfigMap> all) {
            watching = true;
            if (all.isEmpty()) {
                trouble("there is no ConfigMap " + NAMESPACE + '/' + NAME);
            }
            all.forEach(this::changed);
        }

        @Override
        public void changed(ConfigMap map) {
            watching = true;
            try {
                tell(map, told.get());
            } catch (RuntimeException unreadable) {
                trouble(String.valueOf(unreadable.getMessage()));
            }
        }

        @Override
        public void deleted(ConfigMap map) {
            trouble("ConfigMap " + NAMESPACE + '/' + NAME + " was deleted");
        }

        @Override
        public void failed(ApiProblem problem) {
            watching = false;
        }
    }
}
