// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A release of Harvester, as far as it decides what Granary may do. */
public record HarvesterVersion(int major, int minor, int patch) {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})([-+].{0,60})?");
    private static final int OLDEST_MINOR = 6;
    private static final int NEWEST_MINOR = 9;

    /** Null for what is no release, such as the {@code master-1a2b3c} of a development build. */
    public static @Nullable HarvesterVersion of(@Nullable String text) {
        var match = FORM.matcher(text == null ? "" : text);
        return match.matches()
                ? new HarvesterVersion(
                        Integer.parseInt(match.group(1)),
                        Integer.parseInt(match.group(2)),
                        Integer.parseInt(match.group(3)))
                : null;
    }

    /** v1.6 to v1.9: those whose API was read. */
    public boolean isSupported() {
        return major == 1 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR;
    }

    static String supported() {
        return "v1." + OLDEST_MINOR + " to v1." + NEWEST_MINOR;
    }
}
