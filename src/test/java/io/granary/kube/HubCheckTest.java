// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.kernel.WrongSetting;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubCheckTest {
    @TempDir
    Path directory;

    private HubCheck check(Map<String, String> settings) {
        var all = new HashMap<>(
                Map.of("granary.data-dir", directory.resolve("data").toString()));
        all.putAll(settings);
        return new HubCheck(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .withMapping(HubConfig.class)
                .build()
                .getConfigMapping(HubConfig.class));
    }

    @Test
    void theDefaultsWithADirectoryOfItsOwnAreFine() {
        assertThatCode(() -> check(Map.of()).run()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "granary.rancher.url, rancher.example, write https",
        "granary.rancher.url, 'ht tp://x', write https",
        "granary.rancher.url, http://rancher.example, unencrypted",
        "granary.rancher.token-file, /does/not/exist, does not exist",
        "granary.rancher.ca-file, /does/not/exist, does not exist",
        "granary.doors.requests, 0, 1 or more",
    })
    void aWrongSettingIsNamedWithWhatToWrite(String key, String value, String hint) {
        assertThatThrownBy(() -> check(Map.of(key, value)).run())
                .isInstanceOf(WrongSetting.class)
                .hasMessageContainingAll(key, hint);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() throws IOException {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> check(
                                Map.of("granary.data-dir", file.resolve("below").toString()))
                        .run())
                .isInstanceOf(WrongSetting.class)
                .hasMessageContaining("granary.data-dir");
    }
}
