// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.templates.core.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRendererTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/templates/pos-terminal.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, SiteImage> IMAGES =
            Map.of("pos-2026-08", new SiteImage("retail/pos-2026-08", "lh-9f1a6b1e-22dd-4a55-8f4d-71f0a5b90003"));
    private static final Set<String> NETWORKS = Set.of("retail/vlan110");

    private final TemplateRenderer renderer = new TemplateRenderer(new CloudConfig());

    @Test
    void rendersWhatHarvesterWantsInTheOrderItWantsIt() throws IOException {
        RenderedTemplate.Ready ready = (RenderedTemplate.Ready) render(Map.of("vlan", "110"), IMAGES, NETWORKS);

        StringBuilder all = new StringBuilder();
        for (ObjectNode object : ready.objects()) {
            all.append(YAML.writeValueAsString(object));
        }
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(GOLDEN, all);
        }
        assertThat(all.toString()).isEqualTo(Files.readString(GOLDEN));
        assertThat(ready.objects())
                .extracting(object -> object.get("kind").asText())
                .containsExactly("KeyPair", "Secret", "VirtualMachineTemplate", "VirtualMachineTemplateVersion");
        assertThat(ready.defaultVersionId()).isEqualTo("retail/pos-terminal-7f3a12");
    }

    @Test
    void holdsForAMissingParameterAndSaysWhereToPutIt() {
        assertThat(holds(render(Map.of(), IMAGES, NETWORKS)))
                .anyMatch(reason -> reason.startsWith("Parameter vlan has no value at site store-0042")
                        && reason.contains("retail.example.com/vlan=<value>"));
    }

    @Test
    void holdsForAnImageAndANetworkThatAreNotThere() {
        assertThat(holds(render(Map.of("vlan", "120"), Map.of(), NETWORKS)))
                .containsExactly(
                        "Image pos-2026-08 is not imported at site store-0042: roll the image out there first.",
                        "Network retail/vlan120 is not at site store-0042: create the NetworkAttachmentDefinition"
                                + " there, or map the name by a parameter.");
    }

    @Test
    void holdsForAParameterThatIsNotDeclared() {
        TemplateSpec undeclared = template("#cloud-config\nruncmd: [echo ${HOME}]\n");

        assertThat(holds(render(undeclared, Map.of("vlan", "110"), IMAGES, NETWORKS)))
                .singleElement()
                .asString()
                .contains("${HOME}")
                .contains("$$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\nruncmd: [reboot]",
                "{a: b}",
                "[1, 2]",
                "1 # and\nruncmd: [reboot]",
                "\"1\"\n...\n---\nruncmd: [reboot]",
                "1: 2",
                "\"open",
                "!!map {}",
                "\u0000"
            })
    void holdsForAValueThatIsMoreThanOneText(String value) {
        TemplateSpec plain = template("#cloud-config\nhostname: ${vlan}\n");

        assertThat(holds(render(plain, Map.of("vlan", value), IMAGES, NETWORKS)))
                .anyMatch(reason -> reason.startsWith(
                        "The value of parameter vlan at site store-0042 does not stay one" + " text in the user data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"110", "true", "a b", "a-b_c.d", "#x", "1, 2", "${store}", "$(reboot)", "a: "})
    void aValueThatIsQuotedInTheTemplateIsAText(String value) {
        TemplateSpec quoted = template("#cloud-config\nfinal_message: \"vlan ${vlan}\"\n");

        assertThat(render(quoted, Map.of("vlan", value), IMAGES, Set.of("retail/vlan" + value)))
                .isInstanceOfSatisfying(
                        RenderedTemplate.Ready.class,
                        ready -> assertThat(message(ready)).isEqualTo("vlan " + value));
    }

    private static String message(RenderedTemplate.Ready ready) {
        try {
            String userData = ready.objects().get(1).at("/stringData/userdata").asText();
            return YAML.readTree(userData).path("final_message").asText();
        } catch (IOException notYaml) {
            throw new UncheckedIOException(notYaml);
        }
    }

    private static List<String> holds(RenderedTemplate rendered) {
        return ((RenderedTemplate.Held) rendered).reasons();
    }

    private RenderedTemplate render(Map<String, String> values, Map<String, SiteImage> images, Set<String> networks) {
        return render(template("#cloud-config\nhostname: pos-${store}\n"), values, images, networks);
    }

    private RenderedTemplate render(
            TemplateSpec template, Map<String, String> values, Map<String, SiteImage> images, Set<String> networks) {
        Parameters parameters = Parameters.of(template, "store-0042", Map.of("number", "0042"), values);
        return renderer.render(
                "pos-terminal",
                "pos-terminal-7f3a12",
                template,
                new TemplateAtSite("store-0042", parameters, images, networks));
    }

    private static TemplateSpec template(String userData) {
        return new TemplateSpec(
                "POS terminal",
                "point-of-sale VM",
                "retail",
                2,
                "4Gi",
                List.of(new TemplateSpec.Disk("rootdisk", "pos-2026-08", "20Gi", 1)),
                List.of(new TemplateSpec.Network("nic-1", "vlan${vlan}", null)),
                List.of(new TemplateSpec.Key("ops-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ops@northgate")),
                userData,
                null,
                List.of(
                        new TemplateSpec.Parameter("vlan", "retail.example.com/vlan", null, null),
                        new TemplateSpec.Parameter("store", "number", null, null)),
                Map.of("harvesterhci.io/os", "linux"));
    }
}
