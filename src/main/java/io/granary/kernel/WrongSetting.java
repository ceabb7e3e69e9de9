// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

/** A setting with which the hub cannot work: it ends at its start, with this one sentence. */
public final class WrongSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence what is wrong, the key of the setting, and what to write instead */
    public WrongSetting(String sentence) {
        super(sentence);
    }

    /**
     * Holds a whole number to its range.
     *
     * @throws WrongSetting if it is smaller or larger
     */
    public static void range(String key, long value, long least, long most) {
        if (value < least || value > most) {
            var wanted = most >= Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
            throw new WrongSetting("The setting %s cannot be %d: write %s".formatted(key, value, wanted));
        }
    }
}
