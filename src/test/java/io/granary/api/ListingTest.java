// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.granary.inventory.core.Freshness;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,"
            + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
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
    void aListHoldsEveryMachineInOrderWithTheRevisionItIsOf() throws Exception {
        var list = world.json(BASE + "/fleetvirtualmachines");
        assertThat(list.path("kind").asText()).isEqualTo("FleetVirtualMachineList");
        assertThat(list.path("metadata").path("resourceVersion").asText()).isEqualTo("4");
        assertThat(list.path("items").findValuesAsText("siteName"))
                .containsExactly("berlin", "berlin", "berlin", "paris");
        assertThat(list.path("items").path(0).path("metadata").path("name").asText())
                .isEqualTo("default.web-1");
        assertThat(list.path("items").path(0).path("metadata").path("namespace").asText())
                .isEqualTo("c-m-aaaaa");
    }

    @Test
    void anObjectShowsLabelsOfItsSiteAndWhenItWasLastSeen() throws Exception {
        var vm = world.json(BASE + "/namespaces/c-m-bbbbb/fleetvirtualmachines/default.web-1");
        assertThat(vm.path("metadata")
                        .path("labels")
                        .path("site.granary.io/country")
                        .asText())
                .isEqualTo("fr");
        assertThat(vm.path("status").path("lastSeen").asText()).isEqualTo("2023-11-14T22:21:40Z");
        assertThat(vm.path("status").path("stale").asBoolean()).isTrue();
    }

    @Test
    void aListWithASiteThatIsOutOfTouchCarriesAWarning() throws Exception {
        assertThat(world.get(BASE + "/fleetvirtualmachines").headers().allValues("warning"))
                .containsExactly("299 - \"site paris (c-m-bbbbb) is out of touch: its rows are as of"
                        + " 2023-11-14T22:21:40Z\"");
        assertThat(world.get(BASE + "/namespaces/c-m-aaaaa/fleetvirtualmachines")
                        .headers()
                        .allValues("warning"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labelSelector=app%3Dweb|3",
                "labelSelector=app%20in%20(db)|1",
                "labelSelector=!app|0",
                "labelSelector=site.granary.io/country%3Dfr|1",
                "labelSelector=app%3Dweb,site.granary.io/country%20notin%20(fr)|2",
                "fieldSelector=metadata.name%3Ddefault.web-1|2",
                "fieldSelector=metadata.namespace%3Dc-m-bbbbb|1",
                "fieldSelector=status.printableStatus!%3DRunning|1"
            })
    void selectorsSelect(String query, int found) throws Exception {
        assertThat(world.json(BASE + "/fleetvirtualmachines?" + query).path("items"))
                .hasSize(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fieldSelector=spec.colour%3Dred|400|spec.colour",
                "labelSelector=a%20b|400|",
                "limit=-1|400|limit",
                "limit=x|400|limit",
                "resourceVersion=abc|400|resourceVersion",
                "resourceVersion=-1|400|resourceVersion",
                "continue=garbage|400|continue",
                "continue=4-1&resourceVersion=3|400|resource version is not allowed",
                "resourceVersionMatch=Exact|422|resourceVersionMatch is forbidden unless resourceVersion is provided",
                "resourceVersionMatch=Exact&resourceVersion=0|422|forbidden for resourceVersion",
                "resourceVersionMatch=Newest&resourceVersion=1|422|supported values",
                "resourceVersionMatch=Exact&resourceVersion=1&continue=4-1|422|forbidden when continue is provided",
                "sendInitialEvents=true|422|sendInitialEvents is forbidden for list",
                "watch=1&sendInitialEvents=true|422|requires setting resourceVersionMatch to NotOlderThan",
                "watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1|422|unless sendInitialEvents is provided",
                "includeObject=All|400|None, Metadata and Object"
            })
    void wrongParametersAreToldByNameWithWhatIsAllowed(String query, int code, String part) throws Exception {
        var status = world.json(BASE + "/fleetvirtualmachines?" + query);
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("message").asText()).contains(part == null ? "" : part);
    }

    @Test
    void pagesPutTogetherAreOneSnapshotEvenWhenTheFleetMovesOn() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            var names = new ArrayList<String>();
            var first = own.json(BASE + "/fleetvirtualmachines?limit=2");
            names.addAll(first.path("items").findValuesAsText("uid"));
            assertThat(first.path("metadata").path("remainingItemCount").asInt())
                    .isEqualTo(2);
            own.inventory.remove("c-m-aaaaa", "prod", "db-1");
            var token = first.path("metadata").path("continue").asText();
            var second = own.json(BASE + "/fleetvirtualmachines?limit=2&continue=" + token);
            names.addAll(second.path("items").findValuesAsText("uid"));
            assertThat(names).containsExactly("uid-web-1", "uid-web-2", "uid-db-1", "uid-web-1");
            assertThat(second.path("metadata").path("resourceVersion").asText()).isEqualTo("4");
            assertThat(second.path("metadata").has("continue")).isFalse();
        }
    }

    @Test
    void aForgottenTokenIsGoneAndCarriesAFreshOne() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            var token = own.json(BASE + "/fleetvirtualmachines?limit=2")
                    .path("metadata")
                    .path("continue")
                    .asText();
            own.inventory.remove("c-m-aaaaa", "prod", "db-1");
            own.inventory.forget();
            var status = own.json(BASE + "/fleetvirtualmachines?limit=2&continue=" + token);
            assertThat(status.path("reason").asText()).isEqualTo("Expired");
            assertThat(status.path("code").asInt()).isEqualTo(410);
            var fresh = status.path("metadata").path("continue").asText();
            var rest = own.json(BASE + "/fleetvirtualmachines?limit=2&continue=" + fresh);
            assertThat(rest.path("items")).hasSize(1);
        }
    }

    @Test
    void aRevisionNotYetReachedIsATimeoutThatSaysSo() throws Exception {
        var status = world.json(BASE + "/fleetvirtualmachines?resourceVersion=999&resourceVersionMatch=Exact");
        assertThat(status.path("code").asInt()).isEqualTo(504);
        assertThat(status.path("details").path("causes").path(0).path("reason").asText())
                .isEqualTo("ResourceVersionTooLarge");
        assertThat(status.path("details").path("retryAfterSeconds").asInt()).isEqualTo(1);
    }

    @Test
    void aTableHasTheColumnsPeopleLookFor() throws Exception {
        var table = world.json(BASE + "/namespaces/c-m-aaaaa/fleetvirtualmachines", "accept", TABLE);
        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
        assertThat(table.path("columnDefinitions").findValuesAsText("name"))
                .containsExactly(
                        "Site",
                        "Namespace",
                        "Name",
                        "Status",
                        "Node",
                        "IPs",
                        "CPU",
                        "Memory",
                        "OS",
                        "Image",
                        "Age",
                        "Run-Strategy",
                        "Networks",
                        "MACs",
                        "Disk",
                        "Last-Seen",
                        "Message");
        var cells = table.path("rows").path(0).path("cells").toString();
        assertThat(cells)
                .startsWith(
                        "[\"berlin\",\"default\",\"default.web-1\",\"Running\",\"node-1\",\"10.0.0.7\",\"2\",\"4Gi\","
                                + "\"Ubuntu 24.04\",\"default/ubuntu\",");
        assertThat(table.path("rows").path(0).path("object").path("kind").asText())
                .isEqualTo("PartialObjectMetadata");
    }

    @ParameterizedTest
    @CsvSource({"None,", "Metadata,PartialObjectMetadata", "Object,FleetVirtualMachine"})
    void aTableCarriesWhatIncludeObjectAsksFor(String include, String kind) throws Exception {
        var table = world.json(BASE + "/fleetvirtualmachines?includeObject=" + include, "accept", TABLE);
        assertThat(table.path("rows").path(0).path("object").path("kind").asText(""))
                .isEqualTo(kind == null ? "" : kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.kubernetes.protobuf, application/json|FleetVirtualMachineList",
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1|PartialObjectMetadataList",
                "application/json;as=Table;g=meta.k8s.io;v=v9, */*|FleetVirtualMachineList",
                "application/vnd.kubernetes.protobuf|Status",
                "text/html|Status"
            })
    void theFormIsTheFirstOneAskedForThatIsServed(String accept, String kind) throws Exception {
        assertThat(world.json(BASE + "/fleetvirtualmachines", "accept", accept)
                        .path("kind")
                        .asText())
                .isEqualTo(kind);
    }

    @Test
    void myMachinesAreThoseOfTheSitesThatOneMayList() throws Exception {
        try (var own = new ApiWorld().furnished()) {
            own.access.give("ann", "c-m-bbbbb");
            var mine =
                    JSON.readTree(own.getAs("ann", BASE + "/myvirtualmachines").body());
            assertThat(mine.path("items").findValuesAsText("siteName")).containsExactly("paris");
            var name = mine.path("items").path(0).path("metadata").path("name").asText();
            assertThat(name).isEqualTo("c-m-bbbbb.default.web-1");
            assertThat(own.getAs("ann", BASE + "/myvirtualmachines/" + name).statusCode())
                    .isEqualTo(200);
            assertThat(own.getAs("ann", BASE + "/myvirtualmachines/c-m-aaaaa.default.web-1")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(own.getAs("ann", BASE + "/fleetvirtualmachines").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aLongListIsStreamedWhole() throws Exception {
        try (var own = new ApiWorld()) {
            own.inventory.put(MemoryInventory.site("c-m-aaaaa", "berlin", Map.of(), new Freshness.Live()));
            for (var i = 0; i < 400; i++) {
                own.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "vm-" + i, "Running", Map.of()));
            }
            assertThat(own.json(BASE + "/fleetvirtualmachines").path("items")).hasSize(400);
        }
    }
}
