// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.granary.kube.ApiProblem;
import io.granary.kube.Written;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Who writes nonsense is told what to write instead, by the simulator and by a real kube-apiserver alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalContract {
    private static final String IMAGE = "target: {image: {name: v1}}, ";

    private final RolloutHubs hubs = new RolloutHubs();

    @TestFactory
    Stream<DynamicContainer> anApiServer() {
        return hubs.hold(clauses());
    }

    @AfterAll
    void close() throws Exception {
        hubs.close();
    }

    private static Map<String, Consumer<RolloutHub>> clauses() {
        var clauses = new TreeMap<String, Consumer<RolloutHub>>();
        nonsense().forEach((spec, words) -> clauses.put(spec, hub -> refused(hub, spec, words)));
        return clauses;
    }

    /** By kind and spec: words of the answer. */
    private static Map<String, String> nonsense() {
        var all = new TreeMap<String, String>();
        all.put("rollouts target: {}", "a rollout has one target");
        all.put("rollouts target: {image: {name: a}, upgrade: {version: v1.8.2}}", "a rollout has one target");
        all.put("rollouts target: {upgrade: {version: '1.8'}}", "write such as v1.8.2");
        all.put("rollouts target: {upgrade: {version: v1.8.2}}, control: {revert: Site}", "Harvester does not go back");
        all.put("rollouts " + IMAGE + "waves: [{name: a, soak: 1 hour}]", "write such as 45s, 30m, 12h or 1d12h");
        all.put("rollouts " + IMAGE + "waves: [{name: Canary One}]", "write lower-case letters");
        all.put("rollouts " + IMAGE + "waves: [{name: a}, {name: a}]", "give each wave a name of its own");
        all.put("rollouts " + IMAGE + "waves: [{name: a, select: {percent: 120%}}]", "at most 100%");
        all.put("rollouts " + IMAGE + "waves: [{name: a, maxConcurrency: many}]", "write a number such as 5");
        all.put("rollouts " + IMAGE + "control: {maxConcurrency: -3}", "write a number such as 5");
        all.put(
                "rollouts " + IMAGE + "control: {maxConcurrency: 0}",
                "no number of sites at once: write a number such as 5");
        all.put("rollouts " + IMAGE + "control: {timeouts: {run: 0s}}", "no time at all");
        all.put(
                "rollouts " + IMAGE + "waves: [{name: a, select: {}}]",
                "write one of names, selector, percent or count");
        all.put("rollouts " + IMAGE + "waves: [{name: a}, {name: b, select: {count: 1}}]", "let it be the last one");
        all.put("rollouts " + IMAGE + "waves: [{name: a}, {name: b}]", "give the others a select");
        all.put(
                "rollouts " + IMAGE + "overrides: [{selector: {matchLabels: {a: b}}, patch: {template: {name: t}}}]",
                "brings no other one");
        all.put("images file: ../passwd", "without folders");
        all.put("sites timeZone: Europe/Zürich", "write an IANA name such as Europe/Zurich");
        all.put("sites timeZone: UTC, maintenance: [{start: '2:00', duration: 4h}]", "such as 02:00");
        all.put("sites maintenance: [{start: '02:00', duration: 4h}]", "maintenance windows need a time zone");
        all.put("sites hold: {until: tomorrow, reason: x}", "write such as 2026-12-24T18:00:00Z");
        all.put("rollouts " + IMAGE + "control: {failures: {max: 110%}}", "or a share such as 5%");
        all.put("rollouts " + IMAGE + "control: {timeouts: {run: ''}}", "write such as 45s");
        all.put("rollouts " + IMAGE + "control: {stage: {bytesPerSecondPerSite: 5MB}}", "write such as 500Ki or 5Mi");
        all.put(
                "rollouts " + IMAGE + "control: {windows: {blackouts: [{name: x, from: 2026-12-24, until: '3'}]}}",
                "write such as 2026-12-24T18:00");
        all.put(
                "rollouts " + IMAGE + "sites: {selector: {matchExpressions: [{key: a, operator: In}]}}",
                "In and NotIn need values");
        all.put("images url: 'ftp://x'", "begins with https:// or http://");
        all.put("images url: 'https://x/y', sha512: abc", "sha512sum");
        all.put("images url: 'https://x/y', file: y", "an image has one source");
        all.put("templates cpu: 1, memory: 8GB", "write such as 512Mi or 8Gi");
        all.put("templates cpu: 1, memory: 8Gi, disks: [{name: root, size: 40G}]", "write such as 40Gi or 1Ti");
        all.put("templates cpu: 1, memory: 8Gi, parameters: [{name: a-b}]", "write letters, digits and _");
        return all;
    }

    private static void refused(RolloutHub hub, String nonsense, String words) {
        var plural = nonsense.substring(0, nonsense.indexOf(' '));
        var kind = Character.toUpperCase(plural.charAt(0)) + plural.substring(1, plural.length() - 1);
        var object = yaml("""
                {apiVersion: granary.io/v1alpha1, kind: %s, metadata: {namespace: %s, name: bad}, spec: {%s}}
                """.formatted(kind, RolloutHub.NAMESPACE, nonsense.substring(plural.length())));

        var written = hub.cluster
                .resources(SiteObjects.type("granary.io/v1alpha1", plural))
                .create(object);

        assertThat(written).isInstanceOf(Written.Refused.class);
        if (written instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            assertThat(problem.message()).contains(words);
        }
    }

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) new YAMLMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
