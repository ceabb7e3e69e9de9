// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.harvester.FileServers;
import java.util.function.Consumer;

/** A world without downloads. */
record NoFileServers() implements FileServers {
    @Override
    public void head(Source source, Consumer<Answer> then) {
        then.accept(new Answer.Failure("there is no network in this test"));
    }

    @Override
    public void get(Source source, long size, Consumer<Answer> then) {
        head(source, then);
    }
}
