// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CloudConfigTest {

    private static final CloudConfig CLOUD_CONFIG = new CloudConfig();

    @Test
    void hasNothingAgainstAGoodDocument() {
        assertThat(findings("""
                #cloud-config
                hostname: pos-1
                package_update: true
                packages: [qemu-guest-agent]
                runcmd:
                - [systemctl, enable, --now, qemu-guest-agent.service]
                ssh_authorized_keys:
                - ssh-ed25519 AAAA ops@northgate
                """)).isEmpty();
    }

    @Test
    void wantsTheHeaderOnTheFirstLine() {
        assertThat(findings("packages: [vim]")).singleElement().asString().contains("first line must be #cloud-config");
    }

    @Test
    void namesTheLineThatIsNoYaml() {
        assertThat(findings("#cloud-config\npackages: [vim\nhostname: x\n"))
                .singleElement()
                .asString()
                .startsWith("Line ")
                .contains("not valid YAML");
    }

    @Test
    void namesAnUnknownKeyAndTheNearestKnownOne() {
        assertThat(findings("#cloud-config\npackage: [vim]\n"))
                .containsExactly("cloud-init knows no key \"package\" (did you mean \"packages\"?).");
    }

    @Test
    void namesTheFieldOfAWrongType() {
        assertThat(findings("#cloud-config\npackages: vim\n")).anyMatch(finding -> finding.contains("packages"));
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertThat(findings("#cloud-config\nhostname: a\nhostname: b\n")).isNotEmpty();
    }

    private static List<String> findings(String userData) {
        return CLOUD_CONFIG.findings(userData);
    }
}
