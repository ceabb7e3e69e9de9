// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose certificates count, as the ConfigMap of the hub's API server says at each moment. */
@Timeout(60)
class ClientTrustTest {
    private static final String LIST = BASE + "/fleetvirtualmachines?limit=1";

    private TestCa clientCa;
    private ApiWorld world;

    @BeforeEach
    void open() throws Exception {
        clientCa = new TestCa("kubernetes");
        world = new ApiWorld(Map.of("granary.api.trust-refresh", "200ms")).furnished();
        world.hub.clientCa = clientCa.pem();
        world.hub.allows = spec -> true;
        world.server.refresh().toCompletableFuture().join();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    /** The status of a list, or 0 where the handshake was refused. */
    private int status(TestCa.Client shown, String... headers) throws Exception {
        var request = world.request(LIST);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var client = world.client(shown)) {
            return client.send(request.build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException refused) {
            return 0;
        }
    }

    private JsonNode lastReview() {
        return world.hub.accessReviews.getLast();
    }

    private static void soon(Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(20)).until(holds);
    }

    @Test
    void aCertificateOfTheClusterSpeaksForItsHolder() throws Exception {
        assertThat(status(clientCa.client("ann,O=ops,O=dev"))).isEqualTo(200);
        assertThat(lastReview().path("user").asText()).isEqualTo("ann");
        assertThat(lastReview().path("groups").toString()).isEqualTo("[\"ops\",\"dev\",\"system:authenticated\"]");
    }

    @Test
    void aCertificateOfTheClusterSpeaksForNobodyElse() throws Exception {
        var headers = new String[] {"X-Remote-User", "admin", "X-Remote-Group", "system:masters"};
        assertThat(status(clientCa.client("front-proxy"), headers)).isEqualTo(200);
        assertThat(lastReview().path("user").asText()).isEqualTo("front-proxy");
        assertThat(lastReview().path("groups").toString()).isEqualTo("[\"system:authenticated\"]");
    }

    @Test
    void aCertificateThatIsNotGoodForUsersMakesNobody() throws Exception {
        var late = clientCa.client("ann", KeyPurposeId.id_kp_clientAuth, Duration.ofHours(-1));
        var server = clientCa.client("ann", KeyPurposeId.id_kp_serverAuth, Duration.ofHours(1));
        assertThat(status(late)).isIn(0, 401);
        assertThat(status(server)).isIn(0, 401);
        assertThat(status(clientCa.client(",O=system:masters"))).isEqualTo(401);
        assertThat(status(new TestCa("kubernetes").client("ann"))).isIn(0, 401);
    }

    @Test
    void aProxyThatNamesNobodyIsNobody() throws Exception {
        assertThat(status(world.proxyCa.client("front-proxy"))).isEqualTo(401);
    }

    @Test
    void aRotatedCaIsTakenOverFromTheWatch() throws Exception {
        soon(() -> !world.hub.watches.isEmpty());
        var next = new TestCa("kubernetes-2");
        world.hub.clientCa = next.pem();
        world.hub.tellTrust();
        soon(() -> status(next.client("ann")) == 200);
        assertThat(status(clientCa.client("ann"))).isIn(0, 401);
    }

    @Test
    void whileTheWatchIsBrokenACaIsReadAnew() throws Exception {
        soon(() -> !world.hub.watches.isEmpty());
        world.hub.refuseWatches();
        var next = new TestCa("kubernetes-2");
        world.hub.clientCa = next.pem();
        soon(() -> status(next.client("ann")) == 200);
        assertThat(status(clientCa.client("ann"))).isIn(0, 401);
    }

    @Test
    void whatCannotBeReadLeavesTheOldCaTrusted() throws Exception {
        soon(() -> !world.hub.watches.isEmpty());
        world.hub.clientCa = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
        world.hub.tellTrust();
        world.server.refresh().toCompletableFuture().join();
        assertThat(status(clientCa.client("ann"))).isEqualTo(200);
    }
}
