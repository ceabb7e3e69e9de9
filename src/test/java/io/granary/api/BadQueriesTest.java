// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.inventory.InventoryStore;
import io.granary.inventory.core.Change;
import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Kind;
import io.granary.kernel.SiteId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad queries over the real store: each answer is a Status that names the field, and says what is allowed there. */
@Timeout(120)
class BadQueriesTest {
    private static final String LIST = BASE + "/fleetvirtualmachines?";
    private static final Fence FENCE = new Fence(1, 1);

    @TempDir
    private static Path directory;

    private static InventoryStore store;
    private static ApiWorld world;

    @BeforeAll
    static void open() throws Exception {
        store = new InventoryStore(
                new InventoryStore.Settings(directory, 1_024, Duration.ofHours(1)),
                Clock.systemUTC(),
                System::nanoTime);
        world = new ApiWorld(Map.of(), store);
        fill("c-m-aaaaa", "berlin", 20);
        store.siteLive(new SiteId("c-m-aaaaa"));
        fill("c-m-bbbbb", "paris", 3);
        store.siteLive(new SiteId("c-m-bbbbb"));
        store.siteStale(new SiteId("c-m-bbbbb"), Instant.parse("2026-03-01T10:00:00Z"), "Disconnected");
        store.siteKnown(new SiteId("c-m-ccccc"), "c-m-ccccc", "lyon", Map.of("country", "fr"));
        store.siteKnown(new SiteId("c-m-ddddd"), "c-m-ddddd", "nice", Map.of("country", "fr"));
        while (store.view().size() < 23 || store.view().sites().size() < 4) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
        store.close();
    }

    private static void fill(String site, String name, int machines) {
        var id = new SiteId(site);
        store.siteKnown(id, site, name, Map.of("country", "de"));
        store.listBegan(id, Kind.VIRTUAL_MACHINE, FENCE);
        for (var i = 0; i < machines; i++) {
            var vm = MemoryInventory.vm("default", "vm-" + i, "Running", Map.of("app", "web"));
            store.apply(id, Kind.VIRTUAL_MACHINE, FENCE, List.of(new Change.PutVm(vm)));
        }
        store.listComplete(id, Kind.VIRTUAL_MACHINE, FENCE, "4711");
    }

    private static JsonNode list(String parameter, String value) throws Exception {
        return world.json(LIST + parameter + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fieldSelector|spec.colour=red|spec.colour|metadata.name, metadata.namespace, spec.site",
                "fieldSelector|spec.cpuMillis=many|spec.cpuMillis|is a whole number",
                "fieldSelector|spec.memoryBytes!=4Gi|spec.memoryBytes|is a whole number",
                "fieldSelector|spec.diskBytes=|spec.diskBytes|is a whole number",
                "fieldSelector|spec.cpuMillis=99999999999999999999|spec.cpuMillis|is a whole number",
                "fieldSelector|metadata.creationTimestamp=2026-01-01|metadata.creationTimestamp|is a whole number",
                "fieldSelector|spec.name|spec.name|field=value or field!=value",
                "fieldSelector|spec.name=a=b|a=b|an = in a value is written",
                "fieldSelector|spec.name=a\\b|a\\b|a backslash escapes only",
                "labelSelector|a b|label selector|one of =, ==, !=, in, notin, >, <",
                "labelSelector|a=b,|label selector|label key after the comma",
                "labelSelector|=b|label selector|is not a label key",
                "labelSelector|a in b|label selector|expected '('",
                "labelSelector|a in (b|label selector|expected ')'",
                "labelSelector|a>b|label selector|must be an integer",
                "labelSelector|a=-b-|label selector|at most 63 of A-Z",
                "labelSelector|site.granary.io/=x|label selector|is not a label key",
                "limit|-1|limit|a whole number from 0 up",
                "limit|1e3|limit|a whole number from 0 up",
                "limit|99999999999999999999|limit|a whole number from 0 up",
                "timeoutSeconds|soon|timeoutSeconds|a whole number from 0 up",
                "resourceVersion|latest|resourceVersion|a decimal number that this server gave",
                "continue|garbage!|continue|exactly as metadata.continue gave it",
                "continue|AAAA|continue|exactly as metadata.continue gave it",
                "includeObject|All|includeObject|None, Metadata and Object"
            })
    void aListNamesWhatIsWrongAndWhatIsAllowed(String parameter, String value, String named, String allowed)
            throws Exception {
        var status = list(parameter, value);
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(400);
        assertThat(status.path("reason").asText()).isEqualTo("BadRequest");
        assertThat(status.path("message").asText()).contains(named, allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'fieldSelector':'spec.cpuMillis=many'}|spec.fieldSelector|is a whole number",
                "{'fieldSelector':'spec.colour=red'}|spec.fieldSelector|supported are metadata.name",
                "{'labelSelector':'a b'}|spec.labelSelector|one of =, ==",
                "{'sort':['-spec.colour']}|spec.sort|allowed are metadata.name",
                "{'sort':['spec.network']}|spec.sort|sort by any other field",
                "{'sort':['status.freshness']}|spec.sort|sort by any other field",
                "{'sort':['spec.site','spec.name','spec.os','spec.image','spec.node']}|spec.sort|at most 4",
                "{'facets':['label:']}|spec.facets|the key of a label",
                "{'facets':['spec.colour']}|spec.facets|allowed are",
                "{'facets':['metadata.creationTimestamp']}|spec.facets|different for each row",
                "{'facetLimit':0}|spec.facetLimit|from 1 to 1000",
                "{'facetLimit':1001}|spec.facetLimit|from 1 to 1000",
                "{'limit':-1}|spec.limit|from 0 to 500",
                "{'limit':501}|spec.limit|from 0 to 500",
                "{'limit':1.5}|spec.limit|from 0 to 500",
                "{'limit':9999999999}|spec.limit|from 0 to 500",
                "{'continue':'garbage'}|spec.continue|exactly as",
                "{'sites':[7,{}]}|spec.sites|a list of at most 1000 strings",
                "{'format':'yaml'}|spec.format|CSV",
                "{'regex':'.*'}|spec|labelSelector"
            })
    void aQueryNamesWhatIsWrongAndWhatIsAllowed(String spec, String field, String allowed) throws Exception {
        var answer = JSON.readTree(world.query(spec.replace('\'', '"')).body());
        assertThat(answer.path("code").asInt()).isEqualTo(422);
        assertThat(answer.path("reason").asText()).isEqualTo("Invalid");
        var cause = answer.path("details").path("causes").path(0);
        assertThat(cause.path("field").asText()).isEqualTo(field);
        assertThat(cause.path("message").asText()).contains(allowed);
    }

    @Test
    void aTextIsWordsAndNeverAPattern() throws Exception {
        for (var text : new String[] {"(((a+)+)+)+$", ".*", "[", "vm-\\\\d", "a\\u0000b", "%%%", "\\\"", "*"}) {
            var answer = world.query("{\"text\":\"" + text + "\"}");
            assertThat(answer.statusCode()).as(text).isEqualTo(201);
            assertThat(JSON.readTree(answer.body()).path("status").path("total").asInt())
                    .as(text)
                    .isZero();
        }
        var tooLong = world.query("{\"text\":\"" + "x".repeat(257) + "\"}");
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.body()).contains("spec.text", "at most 256 characters");
    }

    @Test
    void aTokenOfAnotherListIsRefused() throws Exception {
        var token = list("limit", "5").path("metadata").path("continue").asText();
        var other = world.json(LIST + "limit=5&labelSelector=app%3Dweb&continue=" + token);
        assertThat(other.path("code").asInt()).isEqualTo(400);
        assertThat(other.path("message").asText()).contains("other selectors or another order");
        var sorted = world.query("{\"sort\":[\"spec.name\"],\"limit\":5,\"continue\":\"" + token + "\"}");
        assertThat(sorted.statusCode()).isEqualTo(422);
    }

    @Test
    void noTokenHoweverTwistedIsAFaultOfOurs() throws Exception {
        var token = list("limit", "5").path("metadata").path("continue").asText();
        var bytes = Base64.getUrlDecoder().decode(token);
        var random = new Random(7);
        for (var i = 0; i < 300; i++) {
            var twisted = bytes.clone();
            for (var flips = 1 + random.nextInt(3); flips > 0; flips--) {
                twisted[random.nextInt(twisted.length)] = (byte) random.nextInt(256);
            }
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(twisted);
            assertThat(world.get(LIST + "limit=5&continue=" + text).statusCode())
                    .as(text)
                    .isIn(200, 400, 410);
            assertThat(world.query("{\"limit\":5,\"continue\":\"" + text + "\"}")
                            .statusCode())
                    .as(text)
                    .isIn(201, 410, 422);
        }
    }

    @Test
    void anExpiredTokenOfAQueryIsGoneAndCarriesAFreshOne() throws Exception {
        var first = JSON.readTree(world.query("{\"limit\":5}").body()).path("status");
        var bytes = Base64.getUrlDecoder().decode(first.path("continue").asText());
        bytes[0] ^= 1;
        var old = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var gone = JSON.readTree(
                world.query("{\"limit\":5,\"continue\":\"" + old + "\"}").body());
        assertThat(gone.path("code").asInt()).isEqualTo(410);
        assertThat(gone.path("reason").asText()).isEqualTo("Expired");
        var fresh = gone.path("metadata").path("continue").asText();
        var rest = world.query("{\"limit\":500,\"continue\":\"" + fresh + "\"}");
        assertThat(JSON.readTree(rest.body()).path("status").path("items")).hasSize(18);
    }

    @Test
    void sitesThatWereNeverReachedShowNothingButAreNamed() throws Exception {
        var answer = world.get(LIST + "limit=500");
        assertThat(JSON.readTree(answer.body()).path("items")).hasSize(23);
        assertThat(answer.headers().allValues("warning"))
                .containsExactly(
                        "299 - \"site paris (c-m-bbbbb) is out of touch: its rows are as of 2026-03-01T10:00:00Z\"",
                        "299 - \"2 sites were never read to the end, what they have is missing: lyon, nice\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/namespaces/c-m-ccccc/fleetvirtualmachines?|site lyon (c-m-ccccc) was never read",
                "/namespaces/c-m-aaaaa/fleetvirtualmachines?|",
                "/fleetvirtualmachines?fieldSelector=spec.site%3Dc-m-ddddd|site nice (c-m-ddddd) was never read",
                "/fleetvirtualmachines?fieldSelector=spec.siteName%3Dlyon|site lyon (c-m-ccccc) was never read",
                "/fleetvirtualmachines?fieldSelector=status.freshness%3Dlive|",
                "/fleetvirtualmachines?labelSelector=site.granary.io/country%3Dfr|2 sites were never read",
                "/fleetvirtualmachines?labelSelector=app%3Dnone|2 sites were never read"
            })
    void onlySitesThatTheListCouldShowAreNamed(String path, String warning) throws Exception {
        var warnings = world.get(BASE + path).headers().allValues("warning");
        if (warning == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(warning);
        }
    }
}
