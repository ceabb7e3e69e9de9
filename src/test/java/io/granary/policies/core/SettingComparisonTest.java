// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SettingComparisonTest {
    @Test
    void theOrderOfFieldsAndBlanksDoNotCount() {
        assertThat(compare("overcommit-config", "{\"cpu\":400,\"memory\":120}", "{ \"memory\" : 120.0, \"cpu\":400 }"))
                .isEmpty();
    }

    @Test
    void theOrderOfAListCounts() {
        assertThat(compare("ntp-servers", "{\"ntpServers\":[\"a\",\"b\"]}", "{\"ntpServers\":[\"b\",\"a\"]}"))
                .containsExactly(new Difference(
                        "Setting ntp-servers", "ntpServers", "[\"a\",\"b\"]", "[\"b\",\"a\"]", "kubectl"));
    }

    @Test
    void aFieldThatGoReadsAsZeroIsLikeNone() {
        assertThat(compare(
                        "auto-rotate-rke2-certs",
                        "{\"expiringInHours\":240}",
                        "{\"enable\":false,\"expiringInHours\":240}"))
                .isEmpty();
    }

    @Test
    void eachFieldThatDiffersIsTold() {
        assertThat(compare("overcommit-config", "{\"cpu\":400,\"memory\":120}", "{\"cpu\":400,\"storage\":150}"))
                .extracting(Difference::field, Difference::wanted, Difference::found)
                .containsExactly(tuple("memory", "120", null), tuple("storage", null, "150"));
    }

    @Test
    void theKeysOfABackupTargetAreHarvestersOwn() {
        assertThat(compare(
                        "backup-target",
                        "{\"type\":\"s3\",\"bucketName\":\"b\",\"accessKeyId\":\"k\",\"secretAccessKey\":\"s\"}",
                        "{\"type\":\"s3\",\"endpoint\":\"\",\"accessKeyId\":\"\",\"secretAccessKey\":\"\","
                                + "\"bucketName\":\"b\",\"virtualHostedStyle\":false,\"refreshIntervalInSeconds\":0}"))
                .isEmpty();
    }

    @Test
    void anEmptyValueIsTheDefaultOfTheSite() {
        var untouched = new SeenSetting("", "info", Writer.NOBODY, "1", "");

        assertThat(SettingComparison.compare(wanted("log-level", "info"), untouched))
                .isEmpty();
        assertThat(SettingComparison.compare(wanted("log-level", ""), untouched))
                .isEmpty();
        assertThat(SettingComparison.compare(wanted("log-level", "debug"), untouched))
                .containsExactly(new Difference("Setting log-level", null, "debug", "info", null));
    }

    @Test
    void numbersAreNumbersAndCertificatesHaveNoLineEnds() {
        assertThat(compare("additional-guest-memory-overhead-ratio", "1.5", "1.50"))
                .isEmpty();
        assertThat(compare("upgrade-checker-enabled", "false", "False")).isEmpty();
        assertThat(compare("additional-ca", "-----BEGIN\na\n", "-----BEGIN\r\na"))
                .isEmpty();
    }

    @Test
    void whatASiteWroteThatIsNoJsonIsADifferenceAndNoError() {
        var bomb = "{\"a\":1e999999999}";

        assertThat(compare("ntp-servers", "{\"ntpServers\":[\"a\"]}", "{broken"))
                .hasSize(1);
        assertThat(compare("ntp-servers", "{\"ntpServers\":[\"a\"]}", bomb)).hasSize(1);
        assertThat(compare("ntp-servers", "{\"ntpServers\":[\"a\"]}", "[".repeat(5_000)))
                .hasSize(1);
    }

    @Test
    void aLongValueIsCutInTheRow() {
        assertThat(compare("additional-ca", "-----BEGIN", "x".repeat(100_000)))
                .singleElement()
                .satisfies(difference -> assertThat(difference.found()).hasSize(160));
    }

    private static List<Difference> compare(String name, String wanted, String found) {
        var seen = new SeenSetting(found, "", new Writer("kubectl", Hold.WRITTEN), "1", "");
        return SettingComparison.compare(wanted(name, wanted), seen);
    }

    private static WantedSetting wanted(String name, String value) {
        return new WantedSetting(Objects.requireNonNull(SettingCatalogue.find(name)), value);
    }
}
