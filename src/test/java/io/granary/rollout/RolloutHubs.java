// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.contract.ApiServerUnderTest;
import io.granary.contract.Contracts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/** Holds the same clauses against a hub at each API server that there is. */
final class RolloutHubs implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Stream<DynamicContainer> hold(Map<String, Consumer<RolloutHub>> clauses) {
        return Contracts.servers().map(opener -> {
            ApiServerUnderTest server = opener.get();
            open.push(server::close);
            var hub = new RolloutHub(server);
            open.push(hub);
            return DynamicContainer.dynamicContainer(
                    server.name(),
                    clauses.entrySet().stream()
                            .map(clause -> DynamicTest.dynamicTest(
                                    clause.getKey(), () -> clause.getValue().accept(hub))));
        });
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
