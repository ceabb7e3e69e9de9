// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The servers there are to hold the contract against. */
public final class Contracts {
    private record Given(String name, URI base, String token, String caPem) implements ApiServerUnderTest {
        @Override
        public void close() {
            // Somebody else's server.
        }
    }

    private Contracts() {}

    public static Stream<Supplier<ApiServerUnderTest>> servers() {
        var servers = new ArrayList<Supplier<ApiServerUnderTest>>();
        servers.add(SimulatedServer::new);
        var assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets != null && Files.isExecutable(Path.of(assets, "kube-apiserver"))) {
            servers.add(() -> RealServer.start(Path.of(assets)));
        }
        var kubeconfig = System.getenv("GRANARY_CONTRACT_KUBECONFIG");
        if (kubeconfig != null) {
            servers.add(() -> given(Path.of(kubeconfig)));
        }
        return servers.stream();
    }

    private static ApiServerUnderTest given(Path kubeconfig) {
        try {
            var config = Wire.yaml(Files.readString(kubeconfig));
            var cluster = config.at("/clusters/0/cluster");
            var authority = Base64.getDecoder()
                    .decode(cluster.path("certificate-authority-data").asText());
            return new Given(
                    "a cluster given",
                    URI.create(cluster.path("server").asText()),
                    config.at("/users/0/user/token").asText(),
                    new String(authority, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
