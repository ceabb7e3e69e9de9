// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Finds the hub's own cluster: a kubeconfig that is named, else the pod's service account, else {@code ~/.kube/config}.
 */
public final class HubConnection {
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final long LARGEST_FILE = 1 << 20;

    private final Optional<Path> named;
    private final Optional<String> clusterHost;
    private final String clusterPort;
    private final Path home;
    private final Path serviceAccount;

    /**
     * @param named a kubeconfig that the user names
     * @param clusterHost of {@code KUBERNETES_SERVICE_HOST}, empty outside a pod
     * @param home the user's home directory
     */
    public HubConnection(Optional<Path> named, Optional<String> clusterHost, String clusterPort, Path home) {
        this(named, clusterHost, clusterPort, home, SERVICE_ACCOUNT);
    }

    HubConnection(
            Optional<Path> named, Optional<String> clusterHost, String clusterPort, Path home, Path serviceAccount) {
        this.named = named;
        this.clusterHost = clusterHost;
        this.clusterPort = clusterPort;
        this.home = home;
        this.serviceAccount = serviceAccount;
    }

    /**
     * Reads the connection; each call reads anew.
     *
     * @throws Kubeconfig.Unusable with one sentence that says what to set
     */
    public Kubeconfig read() {
        if (named.isEmpty() && clusterHost.isPresent()) {
            return inCluster(clusterHost.get());
        }
        var fallback = home.resolve(".kube").resolve("config");
        var path = named.orElse(fallback);
        if (named.isEmpty() && !Files.exists(path)) {
            throw new Kubeconfig.Unusable(
                    "Granary does not know its cluster: set GRANARY_KUBECONFIG to a kubeconfig, or "
                            + "run it in a pod (" + fallback + " does not exist either)");
        }
        return Kubeconfig.read(text(path), file -> text(path.toAbsolutePath().resolveSibling(file)));
    }

    /** Credentials that follow the file. */
    public Credentials credentials(Executor executor, LongSupplier nanos) {
        return new ReloadingCredentials(() -> read().authorization(), executor, nanos);
    }

    private Kubeconfig inCluster(String host) {
        var shown = host.contains(":") ? "[" + host + "]" : host;
        var trust = new ApiAddress.Trust(text(serviceAccount.resolve("ca.crt")), null, null);
        return new Kubeconfig(
                "in-cluster",
                ApiAddress.of("https://" + shown + ":" + clusterPort, trust),
                Kubeconfig.bearer(text(serviceAccount.resolve("token")).strip()),
                text(serviceAccount.resolve("namespace")).strip());
    }

    /** A small text file, or one sentence on why it cannot be read. */
    static String text(Path path) {
        try {
            if (Files.size(path) > LARGEST_FILE) {
                throw new Kubeconfig.Unusable(
                        "The file " + path + " is larger than 1 MiB: it is no kubeconfig, token or " + "certificate");
            }
            return Files.readString(path);
        } catch (NoSuchFileException absent) {
            throw new Kubeconfig.Unusable("The file " + path + " does not exist");
        } catch (IOException unreadable) {
            throw new Kubeconfig.Unusable("The file " + path + " cannot be read: "
                    + PlainText.of(String.valueOf(unreadable.getMessage()), 200));
        }
    }
}
