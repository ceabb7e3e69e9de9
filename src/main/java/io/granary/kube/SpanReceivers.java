// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.granary.kernel.WrongSetting;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Opens the way to a collector. It is whoever runs the hub who says where that is, so any network will do. */
final class SpanReceivers {
    private static final FetchRule ANYWHERE =
            new FetchRule(List.of(FetchRule.Network.of("0.0.0.0/0"), FetchRule.Network.of("::/0")), List.of());

    private SpanReceivers() {}

    /** @throws WrongSetting with one sentence */
    static Spans spans(String endpoint, TracesConfig config, ApiDoors doors, RandomGenerator random, Clock clock) {
        if (!endpoint.matches("https?://.+")) {
            throw new WrongSetting("granary.traces.endpoint is no address: write one such as http://collector:4318");
        }
        if (!(config.share() >= 0 && config.share() <= 1)) {
            throw new WrongSetting("The setting granary.traces.share cannot be " + config.share() + ": write 0 to 1");
        }
        var headers = new TreeMap<String, String>();
        headers.put("content-type", "application/json");
        config.authorization().ifPresent(secret -> headers.put("authorization", secret));
        var url = endpoint.replaceAll("/+$", "") + "/v1/traces";
        try {
            var posts = doors.posts(config.caFile(), ANYWHERE);
            return new Spans(new SpanPost(body -> posts.post(url, headers, body)), config.share(), random, clock);
        } catch (IOException unreadable) {
            throw new WrongSetting("granary.traces.ca-file: " + unreadable.getMessage());
        }
    }
}
