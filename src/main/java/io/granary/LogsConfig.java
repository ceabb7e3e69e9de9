// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the log looks like. */
@ConfigMapping(prefix = "granary.logs")
public interface LogsConfig {

    /**
     * {@code text} for people; {@code json} for machines: an object a line, with a message that is constant for its
     * place in the code and what varies in {@code arguments}.
     */
    @WithDefault("text")
    LogFormat format();
}
