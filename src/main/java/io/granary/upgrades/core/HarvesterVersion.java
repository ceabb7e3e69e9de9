// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Harvester release as {@code v1.8.2} or {@code v1.9.0-rc6}.
 *
 * @param suffix behind the numbers, as {@code rc6}; empty for a release, which is later than its candidates
 */
public record HarvesterVersion(int major, int minor, int patch, String suffix) implements Comparable<HarvesterVersion> {
    private static final Pattern FORM =
            Pattern.compile("v([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})(?:-([A-Za-z0-9.]{1,40}))?");
    private static final Comparator<HarvesterVersion> ORDER = Comparator.comparingInt(HarvesterVersion::major)
            .thenComparingInt(HarvesterVersion::minor)
            .thenComparingInt(HarvesterVersion::patch)
            .thenComparing(HarvesterVersion::suffix, HarvesterVersion::suffixes);

    /** Null for any other text, such as {@code master-head}. */
    public static @Nullable HarvesterVersion parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return null;
        }
        return new HarvesterVersion(
                Integer.parseInt(match.group(1)),
                Integer.parseInt(match.group(2)),
                Integer.parseInt(match.group(3)),
                match.group(4) == null ? "" : match.group(4));
    }

    private static int suffixes(String left, String right) {
        return left.isEmpty() || right.isEmpty()
                ? Boolean.compare(left.isEmpty(), right.isEmpty())
                : left.compareTo(right);
    }

    /** As {@code v1.8}. */
    String line() {
        return "v" + major + "." + minor;
    }

    @Override
    public int compareTo(HarvesterVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line() + "." + patch + (suffix.isEmpty() ? "" : "-" + suffix);
    }
}
