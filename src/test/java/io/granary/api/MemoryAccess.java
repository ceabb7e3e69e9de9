// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.access.SiteAccess;
import io.granary.access.core.Reach;
import io.granary.access.core.Verb;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who sees which sites, as a test says: admin sees all, others what they are given. */
final class MemoryAccess implements SiteAccess {
    private final Map<String, Set<String>> sites = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong(1);
    volatile boolean unknown;

    void give(String user, String... ids) {
        sites.put(user, Set.of(ids));
        revision.incrementAndGet();
    }

    @Override
    public Reach reach(String user, List<String> groups, Verb verb) {
        check();
        return user.equals("admin") ? new Reach.Everywhere() : new Reach.Some(sites.getOrDefault(user, Set.of()));
    }

    @Override
    public long revision() {
        check();
        return revision.get();
    }

    private void check() {
        if (unknown) {
            throw new Unknown("the hub has not read the roles of its cluster yet");
        }
    }
}
