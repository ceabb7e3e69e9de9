// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What an API server does, sentence by sentence: held against the simulator always, and against a real kube-apiserver
 * when {@code KUBEBUILDER_ASSETS} names a folder with kube-apiserver and etcd, or {@code GRANARY_CONTRACT_KUBECONFIG} a
 * kubeconfig with a token.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeApiContract {
    private final List<ApiServerUnderTest> started = new ArrayList<>();
    private int namespaces;

    @TestFactory
    Stream<DynamicContainer> anApiServer() {
        return Contracts.servers().map(open -> {
            var server = open.get();
            started.add(server);
            prepare(server);
            return DynamicContainer.dynamicContainer(
                    server.name(),
                    clauses().map(clause -> DynamicTest.dynamicTest(clause.sentence(), () -> hold(server, clause))));
        });
    }

    private static Stream<Clause> clauses() {
        return Stream.of(
                        ObjectClauses.all(),
                        PatchClauses.all(),
                        ListClauses.all(),
                        WatchClauses.all(),
                        CustomClauses.all(),
                        DiscoveryClauses.all(),
                        RbacClauses.all())
                .flatMap(List::stream);
    }

    private void hold(ApiServerUnderTest server, Clause clause) {
        var namespace = "contract-" + ++namespaces;
        try (var wire = new Wire(server, namespace)) {
            wire.post("/api/v1/namespaces", "{metadata: {name: %s}}".formatted(namespace));
            clause.check().on(wire);
        }
    }

    private static void prepare(ApiServerUnderTest server) {
        try (var wire = new Wire(server, "default")) {
            var made = wire.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CustomClauses.DEFINITION);
            org.assertj.core.api.Assertions.assertThat(made.code())
                    .as(made.body().toString())
                    .isIn(201, 409);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(45))
                    .until(() -> wire.get(wire.widgets()).code() == 200
                            && wire.get("/openapi/v3").body().path("paths").has("apis/granary.test/v1"));
        }
    }

    @AfterAll
    void close() {
        started.forEach(ApiServerUnderTest::close);
    }
}
