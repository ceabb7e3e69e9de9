// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.kernel.WrongSetting;
import io.granary.kube.HubConnection;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StartupSentenceTest {

    @ConfigMapping(prefix = "test")
    interface Numbers {
        int howMany();
    }

    private static ConfigValidationException invalid(Map<String, String> settings) {
        try {
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(settings, "test", 500))
                    .withMapping(Numbers.class)
                    .build();
        } catch (ConfigValidationException expected) {
            return expected;
        }
        throw new AssertionError("these settings are valid");
    }

    @Test
    void aWordWhereANumberBelongsIsNamedWithItsKey() {
        assertThat(StartupSentence.of(new RuntimeException(invalid(Map.of("test.how-many", "many")))))
                .hasValue("The setting test.how-many cannot be \"many\": Expected an integer value, got \"many\"");
    }

    @Test
    void aMissingSettingIsNamedWithoutCodes() {
        assertThat(StartupSentence.of(invalid(Map.of())))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("test.how-many").doesNotContain("SRCFG", "\n"));
    }

    @Test
    void whatTheHubFoundOutItselfIsToldAsItIs() {
        assertThat(StartupSentence.of(new RuntimeException(new WrongSetting("The setting x cannot be 0: write 1"))))
                .hasValue("The setting x cannot be 0: write 1");
        var connection = new HubConnection(Optional.of(Path.of("/x/y")), Optional.empty(), "443", Path.of("/"));
        assertThatThrownBy(connection::read)
                .satisfies(
                        unusable -> assertThat(StartupSentence.of(unusable)).hasValue("The file /x/y does not exist"));
    }

    @Test
    void aPortThatIsTakenIsTold() {
        var api = new CompletionException(new BindException("Address already in use"));
        var health = new QuarkusBindException("127.0.0.1", 8080, new BindException("Address already in use"));

        assertThat(StartupSentence.of(api))
                .hasValueSatisfying(told -> assertThat(told).contains("GRANARY_API_PORT"));
        assertThat(StartupSentence.of(health))
                .hasValueSatisfying(told -> assertThat(told).contains("8080", "QUARKUS_HTTP_PORT"));
    }

    @Test
    void aFaultOfTheProgramIsNotHiddenBehindASentence() {
        var loop = new IllegalStateException("outer");
        loop.initCause(new IllegalStateException("inner", loop));

        assertThat(StartupSentence.of(loop)).isEmpty();
    }

    @Test
    void aNumberIsHeldToItsRange() {
        WrongSetting.range("granary.x", 5, 0, 5);

        assertThatThrownBy(() -> WrongSetting.range("granary.x", 6, 0, 5))
                .hasMessage("The setting granary.x cannot be 6: write from 0 to 5");
        assertThatThrownBy(() -> WrongSetting.range("granary.x", 0, 1, Integer.MAX_VALUE))
                .hasMessage("The setting granary.x cannot be 0: write 1 or more");
    }
}
