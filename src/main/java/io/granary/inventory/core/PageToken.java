// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a list goes on. Opaque to clients; it holds no secret and grants nothing, so it is not signed.
 *
 * @param sequence of the snapshot; -1 to go on in the newest, whichever that is
 * @param question names filter and orders, to refuse a token used for another list
 * @param given rows given so far
 * @param after the last row given, and its values by the orders
 */
record PageToken(long sequence, int question, int given, Position after) {

    /** A row's place in an order. */
    record Position(RowKey key, List<String> values) {}

    static int question(PageRequest request) {
        var filter = request.filter();
        var text = request.orders().stream()
                        .map(order -> order.field().name() + order.direction().name())
                        .collect(Collectors.joining(","))
                + '|'
                + words(filter.labels())
                + '|'
                + words(filter.siteLabels())
                + '|'
                + filter.text()
                + '|'
                + filter.fields().terms().stream()
                        .map(term -> term.field().name() + term.operator().name() + term.value())
                        .collect(Collectors.joining(","));
        return text.hashCode();
    }

    private static String words(LabelSelector selector) {
        return selector.requirements().stream()
                .map(one -> one.key()
                        + one.operator().name()
                        + one.values().stream().sorted().toList())
                .collect(Collectors.joining(","));
    }

    String text() {
        var sink =
                new ByteSink().number(sequence).number(question & 0xffff_ffffL).number(given);
        sink.text(after.key().site().value())
                .text(after.key().namespace())
                .text(after.key().name());
        sink.number(after.values().size());
        after.values().forEach(sink::text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sink.toArray());
    }

    /**
     * Reads a token.
     *
     * @throws BadQuery if it is none
     */
    static PageToken parse(String text) {
        try {
            if (text.length() > 16_384) {
                throw new IllegalArgumentException("too long");
            }
            var source = new ByteSource(Base64.getUrlDecoder().decode(text));
            long sequence = source.number();
            int question = (int) source.number();
            int given = source.count();
            var key = new RowKey(new SiteId(source.text()), source.text(), source.text());
            var values = new ArrayList<String>();
            for (int left = Math.min(source.count(), 8); left > 0; left--) {
                values.add(source.text());
            }
            return new PageToken(sequence, question, given, new Position(key, List.copyOf(values)));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException _) {
            throw new BadQuery("continue: not a token of this server; pass it exactly as metadata.continue gave it");
        }
    }
}
