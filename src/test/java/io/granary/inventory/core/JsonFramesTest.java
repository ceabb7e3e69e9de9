// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.inventory.core.EventProjection.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFramesTest {
    private static final String LIST = "{\"kind\":\"VirtualMachineList\",\"x\":{\"items\":[1]},\"metadata\":"
            + "{\"resourceVersion\":\"7\",\"continue\":\"a\\\"items\"},\"items\": [ {\"a\":\"}]\\\\\"} ,"
            + "{\"Küche\":[{\"№7\":\"Łódź 😀\"}]}\n],\"apiVersion\":\"v1\"}";

    private final List<String> found = new ArrayList<>();

    private void keep(byte[] bytes, int offset, int length) {
        found.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    private static void feed(JsonFrames frames, String text, int cut) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        frames.feed(bytes, 0, cut);
        frames.feed(bytes, cut, bytes.length - cut);
    }

    @Test
    void itemsAreCutExactlyWhereverThePiecesAre() {
        for (var cut = 0; cut <= LIST.getBytes(StandardCharsets.UTF_8).length; cut++) {
            found.clear();
            var frames = new ItemFrames(1_000, JsonFrames.Memory.UNBOUNDED, this::keep);
            feed(frames, LIST, cut);
            frames.end();
            assertThat(found)
                    .as("cut at %d", cut)
                    .containsExactly("{\"a\":\"}]\\\\\"}", "{\"Küche\":[{\"№7\":\"Łódź 😀\"}]}");
            assertThat(PageProjection.read(frames.envelope(), Shape.VM.kind()))
                    .isEqualTo(new PageProjection.Page("7", "a\"items"));
        }
    }

    @Test
    void linesAreCutExactlyWhereverThePiecesAre() {
        var text = "{\"a\":\"Zürich\"}\n\n{\"b\":\"№\"}\n";
        for (var cut = 0; cut <= text.getBytes(StandardCharsets.UTF_8).length; cut++) {
            found.clear();
            var frames = new LineFrames(100, JsonFrames.Memory.UNBOUNDED, this::keep);
            feed(frames, text, cut);
            frames.end();
            assertThat(found).as("cut at %d", cut).containsExactly("{\"a\":\"Zürich\"}", "{\"b\":\"№\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[1]}",
                "{\"items\":[{} {}]}",
                "{\"items\":[{},,{}]}",
                "{\"items\":[null]}",
                "{\"items\":[],\"items\":[]}",
                "{\"items\":[{}",
                "",
                "<html>"
            })
    void whatIsNoListIsRefused(String text) {
        assertThatThrownBy(() -> {
                    var frames = new ItemFrames(100, JsonFrames.Memory.UNBOUNDED, this::keep);
                    feed(frames, text, 0);
                    frames.end();
                    PageProjection.read(frames.envelope(), Shape.VM.kind());
                })
                .isInstanceOfAny(RejectedData.class, BrokenJson.class);
    }

    @Test
    void anObjectWithoutEndIsCutOff() {
        var frames = new LineFrames(1_000, JsonFrames.Memory.UNBOUNDED, this::keep);
        var piece = new byte[600];
        frames.feed(piece, 0, 600);
        assertThatThrownBy(() -> frames.feed(piece, 0, 600)).hasMessageContaining("longer than 1000 bytes");
    }
}
