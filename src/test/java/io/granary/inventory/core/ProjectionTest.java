// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.inventory.core.EventProjection.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
    private static final String ID = "\"name\":\"a\",\"namespace\":\"b\",\"uid\":\"u\",\"resourceVersion\":\"5\"";

    private static VmFacts vm(String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        return ((Change.PutVm) EventProjection.item(Shape.VM, bytes, 0, bytes.length)).vm();
    }

    private static byte[] seed(String name) throws IOException {
        try (var file = ProjectionTest.class.getResourceAsStream("/inventory/" + name)) {
            return file.readAllBytes();
        }
    }

    @Test
    void aRealVirtualMachineIsReadWhole() throws IOException {
        var bytes = seed("vm-web01.json");
        var vm = ((Change.PutVm) EventProjection.item(Shape.VM, bytes, 0, bytes.length)).vm();
        assertThat(vm.name()).isEqualTo("web01");
        assertThat(vm.createdAt()).isEqualTo(1_783_063_330L);
        assertThat(vm.status()).isEqualTo("Running");
        assertThat(vm.cpuMillis()).isEqualTo(4_000);
        assertThat(vm.memoryBytes()).isEqualTo(7_936L << 20);
        assertThat(vm.diskBytes()).isEqualTo(140L << 30);
        assertThat(vm.image()).isEqualTo("harvester-public/image-ubuntu-2404");
        assertThat(vm.networks()).isEqualTo(List.of("retail-prod/vlan110"));
        assertThat(vm.macs()).isEqualTo(List.of("4e:6f:2a:10:00:01"));
        assertThat(vm.os()).isEqualTo("ubuntu");
    }

    @Test
    void aRealInstanceIsReadWhole() throws IOException {
        var bytes = seed("vmi-web01.json");
        var vmi = ((Change.PutVmi) EventProjection.item(Shape.VMI, bytes, 0, bytes.length)).vmi();
        assertThat(vmi.node()).isEqualTo("rtm-n1");
        assertThat(vmi.ips()).isEqualTo(List.of("10.20.110.21", "fe80::4c6f:2aff:fe10:1"));
        assertThat(vmi.os()).isEqualTo("Ubuntu 24.04.2 LTS");
        assertThat(vmi.agentConnected()).isTrue();
        assertThat(vmi.migrating()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":{" + ID + ",\"uid\":\"v\"}}",
                "{\"kind\":\"Pod\",\"metadata\":{" + ID + "}}",
                "{\"spec\":{}}",
                "{\"metadata\":{\"name\":\"a\\u001b[31m\",\"uid\":\"u\"}}"
            })
    void anObjectThatIsNotWhatItSaysIsRefused(String json) {
        assertThatThrownBy(() -> vm(json)).isInstanceOf(RejectedData.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1_001, 100_000})
    void nestingHasABound(int depth) {
        var json = "{\"spec\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + ",\"metadata\":{" + ID + "}}";
        assertThatThrownBy(() -> vm(json)).isInstanceOf(RejectedData.class);
    }

    @Test
    void textIsMadeHarmlessAndCut() {
        var label = "x".repeat(64);
        var vm = vm("{\"metadata\":{" + ID + ",\"labels\":{\"long\":\"" + label + "\",\"ok\":\"y\"}},\"status\":"
                + "{\"printableStatus\":\"Run\\u001b\\u202e\\ud800ning\"}}");
        assertThat(vm.labels()).containsOnlyKeys("ok");
        assertThat(vm.status()).isEqualTo("Run\uFFFD\uFFFD\uFFFDning");
    }

    @Test
    void brokenUtf8IsRefused() {
        var bytes = ("{\"metadata\":{" + ID + "},\"x\":\"??\"}").getBytes(StandardCharsets.ISO_8859_1);
        bytes[bytes.length - 4] = (byte) 0xC0;
        bytes[bytes.length - 3] = (byte) 0xAF;
        assertThatThrownBy(() -> EventProjection.item(Shape.VM, bytes, 0, bytes.length))
                .isInstanceOf(RejectedData.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{", "{}{}", "<html>"})
    void whatIsNoObjectBreaksTheStream(String text) {
        assertThatThrownBy(() -> vm(text)).isInstanceOfAny(BrokenJson.class, RejectedData.class);
    }

    @Test
    void anExpiredWatchSaysSo() {
        var line = "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"reason\":\"Expired\",\"code\":410}}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(EventProjection.event(Shape.VM, line, 0, line.length)).isEqualTo(new EventProjection.Failed(410));
    }

    @Test
    void aNodeIsReadForItsDetail() throws IOException {
        var node = "{\"metadata\":{\"name\":\"n1\",\"labels\":{\"node-role.kubernetes.io/etcd\":\"true\"}},\"status\":"
                + "{\"allocatable\":{\"cpu\":\"30900m\",\"memory\":\"4Ki\"},\"conditions\":[{\"type\":\"Ready\","
                + "\"status\":\"True\"}],\"nodeInfo\":{\"osImage\":\"Harvester v1.8.1\"}}}";
        var detail = DetailProjection.of(Kind.NODE);
        detail.item(node.getBytes(StandardCharsets.UTF_8), 0, node.length());
        assertThat(detail.part())
                .isEqualTo(new SiteDetail.Nodes(List.of(new SiteDetail.Node(
                        "n1", true, true, List.of("etcd"), 30_900, 4_096, "Harvester v1.8.1", ""))));
    }
}
