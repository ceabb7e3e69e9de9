// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Wrong flags and a taken port end with one sentence and a code. */
class SimulatorMainTest {
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();

    @Test
    void anUnknownFlagIsNamed() {
        assertThat(run("--size", "3")).isEqualTo(2);
        assertThat(complaint()).isEqualTo("simulator: there is no flag --size; --help lists them\n");
    }

    @Test
    void aValueThatIsNoNumberIsNamed() {
        assertThat(run("--sites=many")).isEqualTo(2);
        assertThat(complaint()).isEqualTo("simulator: --sites takes a whole number, not \"many\"\n");
    }

    @Test
    void aNumberOutOfRangeIsToldTheRange() {
        assertThat(run("--sites", "0")).isEqualTo(2);
        assertThat(complaint()).contains("sites must be between 1 and 100000, not 0");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);
            assertThat(complaint()).contains("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
        }
    }

    private int run(String... arguments) {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        return SimulatorMain.run(nowhere, new PrintStream(complaint, true, StandardCharsets.UTF_8), arguments);
    }

    private String complaint() {
        return complaint.toString(StandardCharsets.UTF_8);
    }
}
