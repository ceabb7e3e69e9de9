// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin around a kubectl that answers from a script, and writes down what it was asked to create. */
class KubectlPluginTest {
    private static final String KUBECTL = """
            #!/bin/sh
            case "$*" in
              *rolloutapprovals*) cat <<'WORDS'
            first||2026-11-01T08:00:00Z  Approve wave canary, said by eve: of an earlier one
            first|uid-1|2026-11-03T08:00:00Z  Approve wave canary, said by ann: of another one
            first|uid-2|2026-11-03T09:00:00Z  Approve wave canary, said by bob
            first||2026-11-03T10:00:00Z  Resume, said by cid
            firstborn||2026-11-03T10:00:00Z  Approve wave canary, said by dan
            WORDS
              ;;
              *creationTimestamp*) printf 2026-11-02T00:00:00Z ;;
              *metadata.uid*) printf uid-2 ;;
              *status.revision.hash*) printf abc ;;
              *whoami*username*) printf ann ;;
              *status.waves*) printf 'canary\\n' ;;
              create*) cat > "$0.created" ;;
            esac
            """;

    @TempDir
    private Path folder;

    @Test
    void historyTellsTheWordsAboutThisVeryRollout() throws Exception {
        assertThat(granary("rollout", "history", "first").lines())
                .contains(
                        "2026-11-03T09:00:00Z  Approve wave canary, said by bob",
                        "2026-11-03T10:00:00Z  Resume, said by cid")
                .noneMatch(line -> line.contains("eve") || line.contains("ann") || line.contains("dan"));
    }

    @Test
    void anApprovalNamesTheRolloutByItsUid() throws Exception {
        granary("rollout", "approve", "first", "canary");

        assertThat(Files.readString(folder.resolve("kubectl.created")))
                .contains("\"labels\": {\"granary.io/rollout-uid\": \"uid-2\"}", "\"by\": \"ann\"");
    }

    private String granary(String... words) throws IOException, InterruptedException {
        var kubectl = folder.resolve("kubectl");
        Files.writeString(kubectl, KUBECTL);
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
        var command = new ArrayList<>(List.of("sh", "bin/kubectl-granary"));
        command.addAll(List.of(words));
        var plugin = new ProcessBuilder(command).redirectErrorStream(true);
        plugin.environment().putAll(Map.of("PATH", folder + ":" + System.getenv("PATH")));
        var running = plugin.start();
        var said = new String(running.getInputStream().readAllBytes(), UTF_8);

        assertThat(running.waitFor()).as(said).isZero();
        return said;
    }
}
