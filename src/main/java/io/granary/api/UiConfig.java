// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The files of the UI extension. */
@ConfigMapping(prefix = "granary.ui")
public interface UiConfig {

    /**
     * The directory with {@code files.txt} and {@code plugin/} of the UI extension, which Rancher fetches below
     * {@code /plugin}. Where it is not there, neither is the extension.
     */
    @WithDefault("ui")
    Path directory();
}
