// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.simulator.rancher.Authority;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressFollowerTest {
    private final DoorWorld world = new DoorWorld();
    private final Authority first = Authority.create("first", InstantSource.system());
    private final Authority second = Authority.create("second", InstantSource.system());
    private final AtomicReference<Supplier<ApiAddress>> source = new AtomicReference<>();
    private HttpServer server;
    private ApiOrigin origin;
    private AddressFollower follower;
    private ApiDoor door;

    @BeforeEach
    void open() {
        server = serve(first, 0);
        says(server, first);
        origin = world.doors.origin(source.get().get(), Credentials.of("Bearer sentinel-token"));
        follower = new AddressFollower(origin, () -> source.get().get());
        door = origin.door("site-01", "/k8s/clusters/c-1");
    }

    private HttpServer serve(Authority authority, int port) {
        var pair = authority.server("localhost");
        var options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(pair.certificate()))
                        .setKeyValue(Buffer.buffer(pair.key())));
        return world.vertx
                .createHttpServer(options)
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "application/json")
                        .end("{\"path\":\"" + request.path() + "\"}"))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void says(HttpServer there, Authority authority) {
        says(there, authority, "");
    }

    private void says(HttpServer there, Authority authority, String path) {
        var trust = new ApiAddress.Trust(authority.pem(), null, null);
        source.set(() -> ApiAddress.of("https://localhost:" + there.actualPort() + path, trust));
    }

    private String answer() throws Exception {
        return new String(DoorWorld.reply(door).body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aNewCertificateAuthorityIsTrustedAtTheNextLook() throws Exception {
        assertThat(answer()).contains("/k8s/clusters/c-1/version");
        int port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().join();
        server = serve(second, port);

        assertThat(DoorWorld.problem(door, ApiCall.get("/version", DoorWorld.PATIENT))
                        .kind())
                .isNotEqualTo(ApiProblem.Kind.NOT_SENT);
        says(server, second);
        follower.look();

        assertThat(answer()).contains("/k8s/clusters/c-1/version");
    }

    @Test
    void aServerThatMovedIsFoundAtItsNewAddressAndPath() throws Exception {
        var other = serve(second, 0);
        says(other, second, "/behind");
        follower.look();
        server.close().toCompletionStage().toCompletableFuture().join();

        assertThat(answer()).contains("/behind/k8s/clusters/c-1/version");
        assertThat(origin.address().port()).isEqualTo(other.actualPort());
    }

    @Test
    void whatCannotBeReadLeavesEverythingAsItWas() throws Exception {
        var before = origin.address();
        source.set(() -> {
            throw new Kubeconfig.Unusable("Rancher's address is not known");
        });
        follower.look();

        assertThat(origin.address()).isEqualTo(before);
        assertThat(answer()).contains("/k8s/clusters/c-1/version");
    }

    @Test
    void aServerWithoutTlsIsNotFollowed() throws Exception {
        var before = origin.address();
        source.set(() -> ApiAddress.of("http://localhost:" + server.actualPort(), ApiAddress.Trust.PUBLIC));
        follower.look();

        assertThat(origin.address()).isEqualTo(before);
        assertThat(answer()).contains("/k8s/clusters/c-1/version");
    }

    @AfterEach
    void close() {
        world.close();
    }
}
