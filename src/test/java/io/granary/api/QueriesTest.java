// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesTest {
    private static ApiWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld().furnished();
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    @Test
    void aQueryGivesAPageItsTotalAndCounts() throws Exception {
        var answer = world.query("{\"text\":\"web\",\"sort\":[\"-spec.name\"],\"limit\":2,"
                + "\"facets\":[\"status.printableStatus\"]}");
        assertThat(answer.statusCode()).isEqualTo(201);
        var status = JSON.readTree(answer.body()).path("status");
        assertThat(status.path("total").asInt()).isEqualTo(3);
        assertThat(status.path("remaining").asInt()).isEqualTo(1);
        assertThat(status.path("items").path(0).path("spec").path("name").asText())
                .isEqualTo("web-2");
        assertThat(status.path("facets").toString())
                .isEqualTo("[{\"field\":\"status.printableStatus\",\"distinct\":2,\"values\":["
                        + "{\"value\":\"Running\",\"count\":2},{\"value\":\"Stopped\",\"count\":1}]}]");
        var token = status.path("continue").asText();
        var rest =
                world.query("{\"text\":\"web\",\"sort\":[\"-spec.name\"],\"limit\":2,\"continue\":\"" + token + "\"}");
        assertThat(JSON.readTree(rest.body()).path("status").path("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sort\":[\"spec.colour\"]}|spec.sort|metadata.name, ",
                "{\"facets\":[\"nothing\"]}|spec.facets|allowed are",
                "{\"facets\":[\"metadata.name\"]}|spec.facets|different for each row",
                "{\"limit\":501}|spec.limit|from 0 to 500",
                "{\"limit\":\"many\"}|spec.limit|from 0 to 500",
                "{\"text\":[1]}|spec.text|a string is allowed",
                "{\"labelSelector\":\"a b\"}|spec.labelSelector|",
                "{\"fieldSelector\":\"x=1\"}|spec.fieldSelector|",
                "{\"format\":\"XML\"}|spec.format|\"CSV\", \"JSON\", \"NDJSON\"",
                "{\"continue\":\"garbage\"}|spec.continue|token",
                "{\"sort\":\"spec.name\"}|spec.sort|a list of at most 4 strings",
                "{\"filter\":\"x\"}|spec|\"text\""
            })
    void aBadQueryIsToldByFieldWithWhatIsAllowed(String spec, String field, String allowed) throws Exception {
        var answer = JSON.readTree(world.query(spec).body());
        assertThat(answer.path("code").asInt()).isEqualTo(422);
        var cause = answer.path("details").path("causes").path(0);
        assertThat(cause.path("field").asText()).isEqualTo(field);
        assertThat(cause.path("message").asText()).contains(allowed == null ? "" : allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"text\":1e",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                "{}}}"
            })
    void whatIsNotJsonIsABadRequest(String spec) throws Exception {
        assertThat(JSON.readTree(world.query(spec).body()).path("code").asInt()).isEqualTo(400);
    }

    @Test
    void csvHoldsAllRowsAndNoFormulas() throws Exception {
        var csv = world.query("{\"labelSelector\":\"app=web\",\"limit\":1}", "accept", "text/csv");
        assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        assertThat(csv.body().split("\r\n")).hasSize(4);
        assertThat(csv.body()).startsWith("Site,Namespace,Name,Status,");
        assertThat(CsvRows.quoted("=cmd|' /C calc'!A0")).isEqualTo("'=cmd|' /C calc'!A0");
        assertThat(CsvRows.quoted("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }

    @Test
    void ndjsonIsOneObjectALine() throws Exception {
        var lines = world.query("{\"format\":\"NDJSON\"}").body().split("\n");
        assertThat(lines).hasSize(4);
        assertThat(JSON.readTree(lines[3]).path("spec").path("siteName").asText())
                .isEqualTo("paris");
    }

    @Test
    void countsAloneCostNoRows() throws Exception {
        var status = JSON.readTree(
                        world.query("{\"limit\":0,\"sites\":[\"c-m-aaaaa\"]}").body())
                .path("status");
        assertThat(status.path("total").asInt()).isEqualTo(3);
        assertThat(status.path("items")).isEmpty();
    }
}
