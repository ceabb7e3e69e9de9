// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.contract.Kubectl;
import io.granary.simulator.demo.Installation;
import io.granary.simulator.demo.People;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The three people of docs/how-to/who-sees-what.md, each with the kubectl of this machine, if there is one. */
class WhoSeesWhatIT {
    private static final String ROWS = " get fleetvms -A --no-headers -o custom-columns=S:.spec.siteName";
    private static final String COUNTS = " create -f - -o jsonpath={.status.total}";
    private static final String ANY = """
            {"apiVersion": "inventory.granary.io/v1alpha1", "kind": "VirtualMachineQuery", "spec": {"limit": 0%s}}""";

    @TempDir
    private static Path folder;

    private static InstalledHub installed;
    private static Kubectl kubectl;

    private static void install() throws IOException {
        installed = new InstalledHub(folder);
        kubectl = new Kubectl(Files.writeString(
                folder.resolve("people"), People.enrolled(installed.fleet).kubeconfig()));
        installed.until(() -> installed.process().apiPort().isPresent());
        new Installation(installed.local())
                .extension(installed.process().apiPort().getAsInt());
        installed.until(() -> sites("granary-demo").size() == 6);
    }

    @AfterAll
    static void end() {
        if (installed != null) {
            installed.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> people() throws IOException {
        if (!Kubectl.isOnThePath()) {
            return Stream.empty();
        }
        install();
        return Stream.of(
                DynamicTest.dynamicTest("each sees the sites of his roles", this::rows),
                DynamicTest.dynamicTest("counts tell no more than rows", this::counts),
                DynamicTest.dynamicTest("what one may not see is as if it were not there", this::hidden),
                DynamicTest.dynamicTest("rollouts are for a role in their workspace", this::rollouts),
                DynamicTest.dynamicTest("files for the library are for a role in their workspace", this::uploads),
                DynamicTest.dynamicTest("metrics, which everybody may scrape, name no site", this::metrics));
    }

    private static String as(String person, String command) {
        return kubectl.run("--context=" + person + command);
    }

    private static Set<String> sites(String person) {
        var found = new TreeSet<String>();
        as(person, ROWS)
                .lines()
                .filter(line -> line.matches("(store|rtm|iad|sin)-[a-z0-9-]+"))
                .forEach(found::add);
        return found;
    }

    private static String count(String person, String more) {
        return kubectl.typed(ANY.formatted(more), "--context=" + person + COUNTS);
    }

    private void rows() {
        assertThat(sites("north"))
                .isNotEmpty()
                .allMatch(site -> site.matches("rtm-dc|store-(nl|be|gb|ie|se|fi)-\\d{4}"))
                .hasSizeLessThan(6);
        assertThat(as("nobody", " get fleetvms -A")).contains("No resources found");
    }

    private void counts() {
        var all = as("granary-demo", ROWS).lines().count();
        var north = as("north", ROWS).lines().count();
        var stranger = installed.fleet.sites().stream()
                .filter(site -> !sites("north").contains(site.name()))
                .findFirst()
                .orElseThrow()
                .clusterId();

        assertThat(count("granary-demo", "")).isEqualTo(Long.toString(all));
        assertThat(count("north", "")).isEqualTo(Long.toString(north));
        assertThat(count("nobody", "")).isEqualTo("0");
        assertThat(count("north", ", \"sites\": [\"" + stranger + "\"]")).isEqualTo("0");
    }

    private void hidden() {
        var theirs = as("granary-demo", " get fleetvms -A --no-headers")
                .lines()
                .map(line -> line.split(" +"))
                .filter(cell -> !sites("north").contains(cell[1]))
                .findFirst()
                .orElseThrow();
        var read = " get fleetvms -n " + theirs[0] + " ";

        assertThat(as("granary-demo", read + theirs[3])).contains("Running").doesNotContain("NotFound");
        assertThat(as("north", read + theirs[3]))
                .isEqualTo(as("north", read + "a.b").replace("a.b", theirs[3]));
    }

    private void rollouts() {
        assertThat(as("granary-demo", " auth can-i patch rollouts")).startsWith("yes");
        assertThat(as("north", " auth can-i patch rollouts")).startsWith("no");
        assertThat(as("north", " get rollouts")).contains("rollouts.granary.io is forbidden");
    }

    private void uploads() throws IOException {
        Files.write(folder.resolve("pos.raw"), new byte[2_000_000]);

        assertThat(upload("granary-demo")).contains("pos.raw is in the library of fleet-default");
        assertThat(upload("granary-demo")).contains("already, with as many bytes");
        assertThat(upload("north")).contains("cannot create resource \"imageuploads\"");
    }

    private static String upload(String person) throws IOException {
        var plugin = Path.of("bin/kubectl-granary-upload").toString();
        var process = new ProcessBuilder(
                        plugin,
                        folder.resolve("pos.raw").toString(),
                        "--kubeconfig=" + kubectl.kubeconfig(),
                        "--context=" + person)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void metrics() throws Exception {
        var page = URI.create(installed.process().managementUrl() + "/q/metrics");
        try (var http = HttpClient.newHttpClient()) {
            var text = http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();

            assertThat(text).contains("granary_");
            assertThat(installed.fleet.sites())
                    .noneMatch(site -> text.contains(site.name()) || text.contains(site.clusterId()));
        }
    }
}
