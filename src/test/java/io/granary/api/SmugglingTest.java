// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that are meant to be read in two ways. Each leads to a refusal, or to exactly the user, groups and extra that
 * apiserver's {@code headerrequest/requestheader.go} reads. {@code ~} stands for a line's end.
 */
@Timeout(60)
class SmugglingTest {
    private static final String LIST = "GET " + BASE + "/fleetvirtualmachines?limit=1";

    private static ApiWorld world;
    private static RawClient stranger;
    private static RawClient proxy;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld(Map.of("granary.api.decision-ttl", "1ms")).furnished();
        world.hub.allows = spec -> true;
        stranger = new RawClient(world, null);
        proxy = new RawClient(world, world.proxyCa.client("front-proxy"));
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    @BeforeEach
    void forget() {
        world.hub.accessReviews.clear();
    }

    private static String lines(String headers) {
        return headers.replace("~", "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Remote-User: admin",
                "x-remote-user: admin",
                "X-REMOTE-USER: admin",
                "X-Remote-User: admin~X-Remote-User: admin",
                "X-Remote-User: admin~X-Remote-Group: system:masters",
                "X-Remote-User:admin~X-Remote-Uid: 1~X-Remote-Extra-Scopes: all",
                "X-Remote-User: ~X-Remote-User: admin",
                "X_Remote_User: admin",
                "x_remote_user: admin",
                "X-Remote_User: admin",
                "X_REMOTE_GROUP: system:masters",
                "X-Remote_Extra-scopes: all",
                "X-Remote-User : admin",
                " X-Remote-User: admin",
                "X-Remote-User\t: admin",
                "Accept: */*~ X-Remote-User: admin",
                "Connection: X-Remote-User",
                "Connection: close, x-remote-group",
                "Connection: x_remote_user",
                "Connection: keep-alive~Connection: X-Remote-Extra-scopes",
                "Keep-Alive: X-Remote-User",
                "Proxy-Authorization: Bearer admin-token",
                "Impersonate-User: admin",
                "Impersonate-User: system:admin~Impersonate-Group: system:masters",
                "Impersonate-Uid: 1~Impersonate-Extra-scopes: all",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer wrong",
                "Authorization: Basic YWRtaW46YWRtaW4=",
                "Authorization: admin-token",
                "Authorization: Bearer admin-token,wrong",
                "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.YWRtaW4tdG9rZW4",
                "Cookie: R_SESS=admin-token",
                "X-Forwarded-User: admin",
                "X-Forwarded-Client-Cert: Subject=\"CN=front-proxy\"",
                "Forwarded: for=127.0.0.1;user=admin",
                "X-API-Auth: admin-token",
                "Upgrade: h2c~Connection: Upgrade, HTTP2-Settings~HTTP2-Settings: AAMAAABk",
                "Content-Length: 3~Content-Length: 4",
                "Transfer-Encoding: chunked~Content-Length: 3",
                "Host: localhost"
            })
    void aStrangerIsNobodyWhateverHeSays(String headers) throws Exception {
        var reply = stranger.send(LIST, lines(headers));
        assertThat(reply.status()).isIn(400, 401);
        assertThat(reply.header("location")).isEmpty();
        assertThat(reply.header("upgrade")).isEmpty();
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Remote-User: admin~X-Remote-Group: system:masters",
                "Impersonate-User: admin~Impersonate-Group: system:masters",
                "X-Forwarded-User: admin",
                "Cookie: R_SESS=admin-token",
                "Authorization: Bearer admin-token"
            })
    void aTokenSpeaksForItsOwnerWhateverElseIsSaid(String headers) throws Exception {
        var reply = stranger.send(LIST, "Authorization: Bearer ann-token\r\n" + lines(headers));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(asked()).isEqualTo("ann||system:authenticated|{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "X-Remote-User: ann => ann||system:authenticated|{}",
                "x-remote-user: ann => ann||system:authenticated|{}",
                "X-REMOTE-USER: ann => ann||system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-User: admin => ann||system:authenticated|{}",
                "X-Remote-User: ann~x-remote-user: admin => ann||system:authenticated|{}",
                "X-Remote-User: ann, admin => ann, admin||system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Group: a~X-Remote-Group: b => ann||a,b,system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Group: a~x-remote-group: b => ann||a,b,system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Group: a, b => ann||a, b,system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Group: ~X-Remote-Group: b => ann||b,system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Group: system:authenticated => ann||system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Uid: 7~X-Remote-Uid: 8 => ann|7|system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Extra-Scopes: a => ann||system:authenticated|{\"scopes\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-S: a~X-Remote-Extra-s: b"
                        + " => ann||system:authenticated|{\"s\":[\"a\",\"b\"]}",
                "X-Remote-User: ann~X-Remote-Extra-Example.com%2fkey: a"
                        + " => ann||system:authenticated|{\"example.com/key\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-Example.com%2Fkey: a"
                        + " => ann||system:authenticated|{\"example.com/key\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-%c3%bc: a => ann||system:authenticated|{\"ü\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-%zz: a => ann||system:authenticated|{\"%zz\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-100%: a => ann||system:authenticated|{\"100%\":[\"a\"]}",
                "X-Remote-User: ann~X-Remote-Extra-a+b: a => ann||system:authenticated|{\"a+b\":[\"a\"]}",
                "X-Remote-User: jürgen~X-Remote-Group: größe => jürgen||größe,system:authenticated|{}",
                "X-Remote-User: system:anonymous~X-Remote-Group: system:unauthenticated"
                        + " => system:anonymous||system:unauthenticated|{}",
                "X-Remote-User: ann~Impersonate-User: admin => ann||system:authenticated|{}",
                "X-Remote-User: ann~Authorization: Bearer admin-token => ann||system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Users: admin => ann||system:authenticated|{}",
                "X-Remote-User: ann~X-Remote-Groups: system:masters => ann||system:authenticated|{}",
                "X-Remote-User: ~Authorization: Bearer ann-token => ann||system:authenticated|{}"
            })
    void theProxyIsTakenAtItsWordAndNoFurther(String headers, String who) throws Exception {
        assertThat(proxy.send(LIST, lines(headers)).status()).isEqualTo(200);
        assertThat(asked()).isEqualTo(who);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Remote-User: ",
                "X-Remote-User:~X-Remote-Group: system:masters",
                "X-Remote-User: ~X-Remote-User: admin",
                "X-Remote-Group: system:masters",
                "X-Remote-User: ann~X_Remote_Group: system:masters",
                "X-Remote-User: ann~X-Remote_User: admin",
                "X-Remote-User: ann~Connection: X-Remote-Group",
                "X-Remote-User: ann~Connection: close, X-Remote-User",
                "X-Remote-User: ann~X-Remote-Extra-a b: c",
                "X-Remote-User: ann~X-Remote-Extra-ü: c",
                "X-Remote-User: ann\u0000admin",
                "X-Remote-User : ann",
                "Authorization: Basic YWRtaW46YWRtaW4="
            })
    void whatTheProxyWouldNeverSayIsRefused(String headers) throws Exception {
        assertThat(proxy.send(LIST, lines(headers)).status()).isIn(400, 401);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() throws Exception {
        var text = LIST + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Remote-User: j\u00fcrgen\r\n\r\n";
        assertThat(proxy.send(text.getBytes(StandardCharsets.ISO_8859_1)).status())
                .isEqualTo(400);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @Test
    void headersWithoutEndAreCut() throws Exception {
        var many = "X-Remote-Group: g\r\n".repeat(10_000) + "X-Remote-User: ann";
        assertThat(proxy.send(LIST, many).status()).isIn(0, 400, 431);
        var stuffed = "X-Remote-User: " + "a".repeat(140_000);
        assertThat(proxy.send(LIST, stuffed).status()).isIn(0, 400, 431);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @Test
    void oneRequestDoesNotHideAnother() throws Exception {
        var hidden = "GET " + BASE + "/myvirtualmachines HTTP/1.1\r\nHost: localhost\r\nX-Remote-User: admin\r\n\r\n";
        for (var framing : new String[] {
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "Transfer-Encoding: identity, chunked\r\nContent-Length: 4",
            "Transfer-Encoding: xchunked\r\nContent-Length: 4",
            "Content-Length: 4\r\nContent-Length: 0",
            "Content-Length: +4",
            "Content-Length: 4,4"
        }) {
            var text = LIST + " HTTP/1.1\r\nHost: localhost\r\nX-Remote-User: ann\r\n" + framing + "\r\n\r\n0\r\n\r\n"
                    + hidden;
            var reply = proxy.send(text.getBytes(StandardCharsets.US_ASCII));
            assertThat(reply.status()).as(framing).isIn(0, 400, 501);
            assertThat(world.hub.accessReviews.stream()
                            .map(spec -> spec.path("user").asText()))
                    .as(framing)
                    .doesNotContain("admin");
        }
    }

    /** Whom the hub was asked about: {@code user|uid|groups|extra}. */
    private static String asked() {
        var spec = world.hub.accessReviews.getFirst();
        return String.join(
                "|",
                Arrays.asList(
                        spec.path("user").asText(),
                        spec.path("uid").asText(),
                        StreamSupport.stream(spec.path("groups").spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining(",")),
                        spec.path("extra").toString()));
    }
}
