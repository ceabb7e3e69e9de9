// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.contract.ApiServerUnderTest;
import io.granary.crd.v1alpha1.Rollout;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.ApiProblem;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The rollout's store at an API server over HTTP, with Granary's definitions installed. */
final class RolloutHub implements AutoCloseable {
    static final String NAMESPACE = "fleet-proof";

    private final Vertx vertx = Vertx.vertx();
    final HubCluster cluster;
    final RolloutKinds kinds;
    final RolloutStore store;

    RolloutHub(ApiServerUnderTest server) {
        var doors = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
        var trust =
                server.caPem().isEmpty() ? ApiAddress.Trust.PUBLIC : new ApiAddress.Trust(server.caPem(), null, null);
        var token = server.token().isEmpty() ? "nobody" : server.token();
        var origin = doors.origin(ApiAddress.of(server.base().toString(), trust), Credentials.of("Bearer " + token));
        this.cluster = new HubCluster(origin, () -> ThreadLocalRandom.current().nextLong());
        this.kinds = RolloutKinds.at(cluster);
        this.store = new HubRolloutStore(kinds, List.of());
        define();
    }

    private void define() {
        var definitions = cluster.resources(SiteObjects.type("apiextensions.k8s.io/v1", "customresourcedefinitions"));
        try (var files = Files.list(Path.of("charts/granary-crd/templates"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                try (var documents = new YAMLFactory().createParser(file.toFile())) {
                    new ObjectMapper()
                            .readValues(documents, ObjectNode.class)
                            .forEachRemaining(each -> made(definitions, each));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        var namespace =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", NAMESPACE);
        made(cluster.resources(SiteObjects.type("v1", "namespaces")), namespace);
        await().atMost(Duration.ofSeconds(30)).until(this::isServed);
    }

    private boolean isServed() {
        try {
            kinds.reports().list(NAMESPACE, "");
            kinds.revisions().list(NAMESPACE, "");
            return kinds.rollouts().list(NAMESPACE, "") != null;
        } catch (ApiProblem.Failure notYet) {
            return false;
        }
    }

    private static void made(Resources<ObjectNode> kind, ObjectNode object) {
        if (object.path("kind").asText().matches("Namespace|CustomResourceDefinition")) {
            assertThat(kind.create(object))
                    .as("%s", object.at("/metadata/name"))
                    .isNotInstanceOf(Written.Refused.class);
        }
    }

    /** A Rollout as a person creates it. */
    RolloutKey rollout(String name, RolloutSpec spec) {
        var meta = HubObject.Meta.of(NAMESPACE, name, Map.of());
        assertThat(kinds.rollouts().create(HubObject.of(Rollout.class, meta, spec)))
                .isInstanceOf(Written.Stored.class);
        return new RolloutKey(NAMESPACE, name);
    }

    /** A person edits it. */
    void edit(RolloutKey key, RolloutSpec spec) {
        var known = find(key);
        assertThat(kinds.rollouts().replace(known.withSpec(spec))).isInstanceOf(Written.Stored.class);
    }

    HubObject<RolloutSpec, RolloutStatus> find(RolloutKey key) {
        return kinds.rollouts().find(key.namespace(), key.name());
    }

    @Override
    public void close() {
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
