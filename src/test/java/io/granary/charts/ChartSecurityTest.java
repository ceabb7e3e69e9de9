// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart grants and confines: the restricted profile of Pod Security, and the rules of the house. */
class ChartSecurityTest {
    static Stream<List<JsonNode>> installations() {
        return Stream.of(Map.<String, Object>of(), ChartTest.everything()).map(Charts::objects);
    }

    @ParameterizedTest
    @MethodSource("installations")
    void thePodFitsTheRestrictedProfile(List<JsonNode> chart) {
        var pod = pod(chart);

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isGreaterThanOrEqualTo(10_000);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(Stream.of("hostNetwork", "hostPID", "hostIPC")).noneMatch(pod::has);
        assertThat(pod.path("volumes"))
                .allSatisfy(volume -> assertThat(Stream.of("persistentVolumeClaim", "emptyDir", "secret", "configMap"))
                        .anyMatch(volume::has));
        for (var container : pod.path("containers")) {
            var confined = container.path("securityContext");
            assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(confined.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(confined.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.path("ports")).noneMatch(port -> port.has("hostPort"));
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void noRoleGrantsWhatNobodyReads(List<JsonNode> chart) {
        assertThat(rules(chart)).isNotEmpty().allSatisfy(rule -> {
            assertThat(words(rule, "verbs")).doesNotContain("*", "escalate", "bind", "impersonate", "deletecollection");
            assertThat(words(rule, "resources"))
                    .doesNotContain("*", "nodes/proxy", "pods/exec", "serviceaccounts/token");
            assertThat(words(rule, "apiGroups")).doesNotContain("*");
            assertThat(rule.has("resourceNames") && rule.path("resourceNames").isEmpty())
                    .as("an empty list of names grants all of them: %s", rule)
                    .isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("installations")
    void secretsAreReadInTheNamespaceOfTheReleaseOnly(List<JsonNode> chart) {
        assertThat(chart.stream()
                        .filter(ChartSecurityTest::grantsSecrets)
                        .filter(one -> !isForImports(one))
                        .filter(one -> !isForPolicies(one)))
                .allSatisfy(role -> {
                    assertThat(role.path("kind").asText()).isEqualTo("Role");
                    assertThat(role.at("/metadata/namespace").asText()).isEqualTo("granary-system");
                });
    }

    private static boolean isForPolicies(JsonNode role) {
        return role.at("/metadata/name").asText().endsWith("-policy-values");
    }

    @Test
    void policiesReadSecretsByTheNamesOfTheChartAlone() {
        var chart = Charts.objects(Map.of("policies.secrets.fleet-north[0]", "clock"));

        assertThat(chart.stream().filter(one -> one.path("kind").asText().endsWith("Role") && isForPolicies(one)))
                .singleElement()
                .satisfies(role -> {
                    assertThat(role.at("/metadata/namespace").asText()).isEqualTo("fleet-north");
                    assertThat(role.path("rules")).singleElement().satisfies(rule -> {
                        assertThat(words(rule, "verbs")).containsExactly("get");
                        assertThat(words(rule, "resources")).containsExactly("secrets");
                        assertThat(words(rule, "resourceNames")).containsExactly("clock");
                    });
                });
    }

    /** The role for workspaces, and the hub's own with the registration tokens. */
    private static boolean isForImports(JsonNode role) {
        return role.at("/metadata/name").asText().endsWith("-imports")
                || role.path("rules")
                        .valueStream()
                        .filter(rule -> words(rule, "resources").contains("secrets"))
                        .allMatch(rule -> words(rule, "resourceNames").equals(List.of("crt-token-default-token")));
    }

    @Test
    void importsReadSecretsOfTheirWorkspacesAndRegistrationTokensBesides() {
        var chart = Charts.objects(Map.of("imports.enabled", true, "imports.namespaces[0]", "fleet-north"));

        assertThat(chart.stream()
                        .filter(one ->
                                grantsSecrets(one) && one.path("kind").asText().equals("Role"))
                        .map(one -> one.at("/metadata/namespace").asText()))
                .containsExactlyInAnyOrder("granary-system", "fleet-north");
        assertThat(chart.stream()
                        .filter(one -> one.path("kind").asText().equals("ClusterRole"))
                        .flatMap(one -> one.path("rules").valueStream())
                        .filter(rule -> words(rule, "resources").contains("secrets")))
                .singleElement()
                .satisfies(rule -> assertThat(words(rule, "resourceNames")).containsExactly("crt-token-default-token"));
    }

    @Test
    void withoutDirectSitesOnlyNamedSecretsAreRead() {
        var chart = Charts.objects(Map.of("directSites.enabled", false));

        assertThat(rules(chart).filter(rule -> words(rule, "resources").contains("secrets")))
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(words(rule, "resourceNames")).isNotEmpty());
    }

    @Test
    void probesAskForNothingButTheProcess() {
        var hub = pod(Charts.objects(Map.of())).at("/containers/0");

        assertThat(hub.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(hub.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(hub.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
    }

    @Test
    void noPodReachesTheMetadataServiceOfACloud() {
        var policy = Charts.only(Charts.objects(Map.of()), "NetworkPolicy", "granary");

        assertThat(words(policy.path("spec"), "policyTypes")).containsExactly("Ingress", "Egress");
        assertThat(policy.findValues("except").toString()).contains("169.254.0.0/16", "fe80::/10");
    }

    @Test
    void nothingOfTheDefaultsNeedsWhatACleanRancherLacks() {
        assertThat(Charts.objects(Map.of()))
                .noneSatisfy(one -> assertThat(one.path("apiVersion").asText()).startsWith("monitoring.coreos.com/"));
    }

    private static JsonNode pod(List<JsonNode> chart) {
        return Charts.only(chart, "Deployment", "granary").at("/spec/template/spec");
    }

    private static Stream<JsonNode> rules(List<JsonNode> chart) {
        return chart.stream()
                .filter(one -> one.path("kind").asText().endsWith("Role"))
                .flatMap(one -> one.path("rules").valueStream());
    }

    private static boolean grantsSecrets(JsonNode one) {
        return one.path("rules")
                .valueStream()
                .anyMatch(rule -> words(rule, "resources").contains("secrets"));
    }

    private static List<String> words(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).toList();
    }
}
