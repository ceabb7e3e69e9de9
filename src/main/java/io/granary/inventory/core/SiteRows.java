// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sites, for one writer. A snapshot shares everything with the writer until this one changes a site, and then all
 * but the part that the site is in: sites come live one by one, and a fleet has 10,000 of them.
 */
final class SiteRows extends AbstractMap<SiteId, SiteRow> {
    /** 40 sites in a part of a fleet of 10,000. */
    private static final int PARTS = 256;

    private final List<Map<SiteId, SiteRow>> parts;
    /** Parts that a snapshot may hold too. */
    private final BitSet shared = new BitSet(PARTS);

    private int size;

    SiteRows(Map<SiteId, SiteRow> rows) {
        this(new ArrayList<>(PARTS), 0);
        for (var part = 0; part < PARTS; part++) {
            parts.add(new HashMap<>());
        }
        putAll(rows);
    }

    private SiteRows(List<Map<SiteId, SiteRow>> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    /** As it is now, for good; it refuses to be changed. */
    Map<SiteId, SiteRow> snapshot() {
        shared.set(0, PARTS);
        var snapshot = new SiteRows(List.copyOf(parts), size);
        snapshot.shared.set(0, PARTS);
        return snapshot;
    }

    @Override
    public @Nullable SiteRow get(Object site) {
        return parts.get(partOf(site)).get(site);
    }

    @Override
    public boolean containsKey(Object site) {
        return get(site) != null;
    }

    @Override
    public @Nullable SiteRow put(SiteId id, SiteRow site) {
        var old = own(partOf(id)).put(id, site);
        size += old == null ? 1 : 0;
        return old;
    }

    @Override
    public @Nullable SiteRow remove(Object site) {
        var old = own(partOf(site)).remove(site);
        size -= old == null ? 0 : 1;
        return old;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Entry<SiteId, SiteRow>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<SiteId, SiteRow>> iterator() {
                return parts.stream()
                        .map(Map::entrySet)
                        .flatMap(Collection::stream)
                        .iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private Map<SiteId, SiteRow> own(int part) {
        if (shared.get(part)) {
            parts.set(part, new HashMap<>(parts.get(part)));
            shared.clear(part);
        }
        return parts.get(part);
    }

    private static int partOf(Object site) {
        int hash = Objects.hashCode(site);
        return (hash ^ hash >>> 16) & PARTS - 1;
    }
}
