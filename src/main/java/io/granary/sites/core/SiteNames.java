// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.kernel.SiteId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Gives each site a name that Kubernetes accepts and no other site of its namespace has. Whoever holds a name keeps it;
 * the next one with the same display name gets its cluster id appended. Not safe for several threads.
 */
public final class SiteNames {
    private static final int LONGEST = 63;
    private final Map<String, SiteId> owners = new HashMap<>();

    /** A Site object of this name exists already for this site. */
    public void claim(String namespace, String name, SiteId id) {
        owners.putIfAbsent(namespace + "/" + name, id);
    }

    /** The name of a site from now on. */
    public String name(String namespace, String displayName, SiteId id) {
        var plain = slug(displayName, id);
        var name = id.equals(owners.getOrDefault(namespace + "/" + plain, id)) ? plain : longer(plain, id);
        owners.put(namespace + "/" + name, id);
        return name;
    }

    /** Frees a name, if it is this site's. */
    public void release(String namespace, String name, SiteId id) {
        owners.remove(namespace + "/" + name, id);
    }

    private static String longer(String plain, SiteId id) {
        var room = Math.max(1, LONGEST - id.value().length() - 1);
        return trimmed(plain.substring(0, Math.min(plain.length(), room)) + "-" + id.value());
    }

    /** Frees all names of a site. */
    public void releaseAll(SiteId id) {
        owners.values().removeIf(id::equals);
    }

    /** Lower case, digits and single hyphens, at most 63 characters; the id where nothing is left. */
    public static String slug(String displayName, SiteId id) {
        var slug = displayName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        var name = trimmed(slug);
        return name.isEmpty() ? id.value() : name;
    }

    private static String trimmed(String name) {
        var cut = name.substring(0, Math.min(name.length(), LONGEST));
        return cut.replaceAll("^-+|-+$", "");
    }
}
