// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that are meant to be read in two ways: asked as admin, who may do everything, so that only reading refuses. */
@Timeout(60)
class PathsTest {
    private static ApiWorld world;
    private static RawClient client;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld().furnished();
        client = new RawClient(world, null);
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    @BeforeEach
    void forget() {
        world.hub.accessReviews.clear();
    }

    private static RawClient.Reply asAdmin(String path) throws Exception {
        return client.send("GET " + path, "Authorization: Bearer admin-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//fleetvirtualmachines",
                "/fleetvirtualmachines/",
                "/fleetvirtualmachines//",
                "/./fleetvirtualmachines",
                "/fleetvirtualmachines/.",
                "/fleetvirtualmachines/..",
                "/../v1alpha1/fleetvirtualmachines",
                "/namespaces/../fleetvirtualmachines",
                "/namespaces/c-m-aaaaa/../c-m-bbbbb/fleetvirtualmachines",
                "/namespaces/./fleetvirtualmachines",
                "/namespaces//fleetvirtualmachines",
                "/%2e/fleetvirtualmachines",
                "/%2e%2e/v1alpha1/fleetvirtualmachines",
                "/namespaces/%2e%2e/fleetvirtualmachines",
                "/namespaces/%252e%252e/fleetvirtualmachines",
                "/namespaces/.%2e/fleetvirtualmachines",
                "/namespaces%2Fc-m-aaaaa/fleetvirtualmachines",
                "/namespaces%2fc-m-aaaaa/fleetvirtualmachines",
                "/namespaces%252Fc-m-aaaaa/fleetvirtualmachines",
                "/namespaces/c-m-aaaaa%2Ffleetvirtualmachines",
                "/namespaces/c-m-aaaaa%5Cfleetvirtualmachines",
                "/namespaces\\c-m-aaaaa\\fleetvirtualmachines",
                "/fleetvirtualmachines%2F",
                "/%66leetvirtualmachines",
                "/fleetvirtualmachine%73",
                "/fleetvirtualmachines%00",
                "/fleetvirtualmachines%00/x",
                "/fleetvirtualmachines%0a",
                "/fleetvirtualmachines%0d%0aX-Remote-User:%20admin",
                "/fleetvirtualmachines%20",
                "/fleetvirtualmachines%09",
                "/fleetvirtualmachines%c0%af",
                "/%c0%ae%c0%ae/fleetvirtualmachines",
                "/%e0%80%af/fleetvirtualmachines",
                "/fleetvirtualmachines;x",
                "/fleetvirtualmachines;namespace=c-m-aaaaa",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines;x",
                "/fleetvirtualmachines%3Bx",
                "/fleetvirtualmachines%3Fwatch=1",
                "/fleetvirtualmachines%23x",
                "/fleetvirtualmachines*",
                "/fleetvirtualmachines,myvirtualmachines",
                "/fleetvirtualmachines+",
                "/fleetvirtualmachines'",
                "/fleetvirtualmachines<script>",
                "/f\uff4ceetvirtualmachines",
                "/\uff0e\uff0e/fleetvirtualmachines",
                "/namespaces\uff0fc-m-aaaaa/fleetvirtualmachines",
                "/%ef%bc%8f/fleetvirtualmachines",
                "/fleetvirtualmachine\u017f",
                "/fleetvirtualmachines\u0000",
                "/fleetvirtualmachines\u007f",
                "/fleetvirtualmachines%",
                "/fleetvirtualmachines%2",
                "/fleetvirtualmachines%zz"
            })
    void aPathThatIsNotPlainIsRefused(String path) throws Exception {
        var reply = asAdmin(BASE + path);
        assertThat(reply).satisfies(PathsTest::saysNothing);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/FleetVirtualMachines",
                "/FLEETVIRTUALMACHINES",
                "/fleetvirtualmachine",
                "/fleetvms",
                "/fleetvirtualmachines.",
                "/.fleetvirtualmachines",
                "/fleetvirtualmachines.inventory.granary.io",
                "/fleetvirtualmachines~",
                "/fleetvirtualmachines/default.web-1",
                "/fleetvirtualmachines/a/b",
                "/namespaces",
                "/namespaces/c-m-aaaaa",
                "/namespaces/c-m-aaaaa/namespaces",
                "/namespaces/c-m-aaaaa/namespaces/c-m-bbbbb/fleetvirtualmachines",
                "/Namespaces/c-m-aaaaa/fleetvirtualmachines",
                "/namespaces/c-m-aaaaa/myvirtualmachines",
                "/namespaces/c-m-aaaaa/virtualmachinequeries",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1/status",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1/scale",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1/proxy/etc",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1/exec",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1/x/y",
                "/myvirtualmachines/x/status",
                "/virtualmachinequeries/x",
                "/virtualmachinequeries/x/status",
                "/watch/fleetvirtualmachines",
                "/watch/namespaces/c-m-aaaaa/fleetvirtualmachines",
                "/proxy/fleetvirtualmachines",
                "/healthz",
                "/secrets"
            })
    void thereIsNothingBesideWhatDiscoveryTells(String path) throws Exception {
        var reply = asAdmin(BASE + path);
        assertThat(reply).satisfies(PathsTest::saysNothing);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("kind").asText()).isEqualTo("Status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "*",
                "",
                "apis",
                "/apis/",
                "/healthz/",
                "/healthz/x",
                "/livez/ping",
                "/readyz%2f",
                "//healthz",
                "/healthz/../apis/inventory.granary.io/v1alpha1/fleetvirtualmachines",
                "/apis/inventory.granary.io/v1/fleetvirtualmachines",
                "/apis/inventory.granary.io/v1alpha2/fleetvirtualmachines",
                "/apis/inventory.granary.io/fleetvirtualmachines",
                "/apis/granary.io/v1alpha1/sites",
                "/apis/apps/v1/deployments",
                "/apis/INVENTORY.GRANARY.IO/v1alpha1/fleetvirtualmachines",
                "/apis/inventory.granary.io./v1alpha1/fleetvirtualmachines",
                "/api/v1/secrets",
                "/api/v1/namespaces/kube-system/secrets",
                "/api/v1alpha1/fleetvirtualmachines",
                "/k8s/clusters/local/apis",
                "/metrics",
                "/debug/pprof/",
                "/q/health",
                "/logs",
                "/swagger.json",
                "/openapi/v3/",
                "/openapi/v3/apis/apps/v1",
                "/openapi/v2/../v3",
                "/version/x",
                "/.well-known/openid-configuration",
                "http://169.254.169.254/latest/meta-data"
            })
    void otherRootsLeadNowhere(String path) throws Exception {
        var reply = asAdmin(path);
        assertThat(reply).satisfies(PathsTest::saysNothing);
        assertThat(reply.status()).isIn(400, 404);
    }

    @Test
    void aPathWithoutEndIsRefused() throws Exception {
        assertThat(asAdmin(BASE + "/" + "a".repeat(2_000)).status()).isEqualTo(400);
        assertThat(asAdmin(BASE + "/a".repeat(1_500)).status()).isEqualTo(400);
        assertThat(asAdmin(BASE + "/" + "a".repeat(100_000)).status()).isIn(0, 400, 414);
        assertThat(asAdmin(BASE + "/fleetvirtualmachines?x=" + "a".repeat(100_000))
                        .status())
                .isIn(0, 400, 414);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/fleetvirtualmachines => list||",
                "/fleetvirtualmachines? => list||",
                "/fleetvirtualmachines?watch=0 => list||",
                "/fleetvirtualmachines?watch=false&watch=true => list||",
                "/fleetvirtualmachines?watch=true&watch=false&resourceVersion=4&timeoutSeconds=1 => watch||",
                "/fleetvirtualmachines?w%61tch=1&resourceVersion=4&timeoutSeconds=1 => watch||",
                "/fleetvirtualmachines?namespace=c-m-bbbbb => list||",
                "/fleetvirtualmachines?pretty=true&_method=DELETE => list||",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines => list|c-m-aaaaa|",
                "/namespaces/nobody/fleetvirtualmachines => list|nobody|",
                "/namespaces/namespaces/fleetvirtualmachines => list|namespaces|",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1 => get|c-m-aaaaa|default.web-1",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines/default.web-1?watch=1 => get|c-m-aaaaa|default.web-1"
            })
    void whatIsAuthorisedIsWhatIsServed(String path, String asked) throws Exception {
        try (var own = new ApiWorld().furnished()) {
            var reply = new RawClient(own, null).send("GET " + BASE + path, "Authorization: Bearer admin-token");
            assertThat(reply.status()).isEqualTo(200);
            var attributes = own.hub.accessReviews.getFirst().path("resourceAttributes");
            assertThat(attributes.path("verb").asText()
                            + '|'
                            + attributes.path("namespace").asText()
                            + '|'
                            + attributes.path("name").asText())
                    .isEqualTo(asked);
            assertThat(own.hub.accessReviews).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "HEAD",
                "OPTIONS",
                "TRACE",
                "CONNECT",
                "PROPFIND",
                "get",
                "Get",
                "GETS"
            })
    void onlyGetReads(String method) throws Exception {
        var reply = client.send(method + " " + BASE + "/fleetvirtualmachines", "Authorization: Bearer admin-token");
        assertThat(reply).satisfies(PathsTest::saysNothing);
        assertThat(reply.status()).isIn(400, 405);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override: GET",
                "X-HTTP-Method: GET",
                "X-Method-Override: GET",
                "X-Original-URL: /healthz"
            })
    void aMethodAndAPathAreWhatTheyAre(String header) throws Exception {
        var reply = client.send(
                "DELETE " + BASE + "/fleetvirtualmachines", header + "\r\nAuthorization: Bearer admin-token");
        assertThat(reply.status()).isEqualTo(405);
    }

    @Test
    void aLineThatIsNoRequestIsRefused() throws Exception {
        for (var line : new String[] {
            "GET",
            "GET " + BASE + "/fleetvirtualmachines HTTP/9.9",
            "GET " + BASE + "/fleetvirtualmachines x HTTP/1.1",
            "\u0016\u0003\u0001",
            "PRI * HTTP/2.0"
        }) {
            var reply =
                    client.send((line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            assertThat(reply).as(line).satisfies(PathsTest::saysNothing);
            assertThat(reply.status()).as(line).isIn(0, 400, 401, 404, 501, 505);
        }
        assertThat(world.hub.accessReviews).isEmpty();
    }

    /** Nothing that is refused sends the client elsewhere, or shows what is inside. */
    private static void saysNothing(RawClient.Reply reply) {
        assertThat(reply.status() / 100).isNotEqualTo(3);
        assertThat(reply.header("location")).isEmpty();
        assertThat(reply.header("upgrade")).isEmpty();
        assertThat(reply.body()).doesNotContain("web-1", "Exception", "io.granary.api", "<script>");
    }
}
