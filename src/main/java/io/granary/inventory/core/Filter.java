// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which rows are asked for: all parts must agree.
 *
 * @param labels of the VirtualMachine
 * @param siteLabels of its site
 * @param text words, each of which must occur (in any case) in name, namespace, IP or MAC addresses, image, operating
 *     system, node, site name or a label {@code key=value}. A word of one or two characters must begin the name.
 * @param sight what the asker may see
 */
public record Filter(LabelSelector labels, FieldSelector fields, LabelSelector siteLabels, String text, Sight sight) {

    /** Admits every row. */
    public static final Filter ALL =
            new Filter(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, LabelSelector.EVERYTHING, "", Sight.ALL);

    public Filter {
        text = text.strip().toLowerCase(Locale.ROOT);
        if (text.length() > 256) {
            throw new BadQuery("A search text has at most 256 characters, this one has " + text.length());
        }
    }

    public Filter withLabels(LabelSelector selector) {
        return new Filter(selector, fields, siteLabels, text, sight);
    }

    public Filter withFields(FieldSelector selector) {
        return new Filter(labels, selector, siteLabels, text, sight);
    }

    public Filter withSiteLabels(LabelSelector selector) {
        return new Filter(labels, fields, selector, text, sight);
    }

    public Filter withText(String words) {
        return new Filter(labels, fields, siteLabels, words, sight);
    }

    public Filter withSight(Sight permitted) {
        return new Filter(labels, fields, siteLabels, text, permitted);
    }

    /** The words of the text, lower case. */
    public List<String> words() {
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /** Whether a row is admitted; agrees with what the indexes answer. For watches, which look at single rows. */
    public boolean admits(VmRow row) {
        return sight.permits(row.site().id(), row.vm().namespace())
                && labels.matches(row.vm().labels())
                && siteLabels.matches(row.site().labels())
                && fields.matches(row)
                && words().stream().allMatch(word -> mentions(row, word));
    }

    private static boolean mentions(VmRow row, String word) {
        if (word.length() < 3) {
            return lower(row.vm().name()).startsWith(word);
        }
        return lower(row.vm().name()).contains(word)
                || lower(row.vm().namespace()).contains(word)
                || lower(row.vm().image()).contains(word)
                || lower(row.os()).contains(word)
                || lower(row.node()).contains(word)
                || lower(row.site().name()).contains(word)
                || row.ips().stream().anyMatch(ip -> lower(ip).contains(word))
                || row.macs().stream().anyMatch(mac -> lower(mac).contains(word))
                || row.vm().labels().entrySet().stream().anyMatch(pair -> mentions(pair, word));
    }

    private static boolean mentions(Map.Entry<String, String> pair, String word) {
        return lower(pair.getKey() + "=" + pair.getValue()).contains(word);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
