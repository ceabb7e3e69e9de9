// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.Conditioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is worth telling people of an object: in the words of its conditions.
 *
 * @param isWarning whether something is to be done, or else is as it should be
 * @param reason one word in CamelCase
 * @param note one sentence
 */
record ObjectNews(boolean isWarning, String reason, String note) {
    /** Their False says that something has not come to its end, which is no trouble. */
    private static final Set<String> OF_WORK = Set.of("Progressing", "Complete");

    private static final Set<String> BAD_ENDS = Set.of("CompletedWithFailures", "Aborted", "Expired", "Paused");
    private static final String WAVE = "WaveBegan";
    private static final int LONGEST_NOTE = 1_000;

    /** The conditions whose status or reason has changed, and a new step; nothing of an object that is new. */
    static List<ObjectNews> between(Object before, Object after) {
        if (!(before instanceof Conditioned was) || !(after instanceof Conditioned is)) {
            return List.of();
        }
        var news = new ArrayList<ObjectNews>();
        for (var now : is.conditions()) {
            var then = named(was, now.type());
            if (then.isPresent() && hasChanged(then.get(), now)) {
                news.add(of(now));
            }
        }
        if (news.isEmpty() && !is.step().isEmpty() && !is.step().equals(was.step())) {
            named(is, "Progressing").ifPresent(now -> news.add(new ObjectNews(false, WAVE, note(now))));
        }
        return news.stream().distinct().toList();
    }

    /** What counts as the same word, said again. */
    String word() {
        return reason.equals(WAVE) ? note : reason;
    }

    private static Optional<Condition> named(Conditioned status, String type) {
        return status.conditions().stream()
                .filter(one -> one.type().equals(type))
                .findFirst();
    }

    /** That something is well which was not known is no news. */
    private static boolean hasChanged(Condition then, Condition now) {
        var isWell = then.status().equals("Unknown") && now.status().equals("True");
        return !isWell && !(then.status().equals(now.status()) && then.reason().equals(now.reason()));
    }

    private static ObjectNews of(Condition now) {
        var isWarning = OF_WORK.contains(now.type())
                ? BAD_ENDS.contains(now.reason())
                : now.status().equals("False");
        return new ObjectNews(isWarning, now.reason(), note(now));
    }

    private static String note(Condition now) {
        var message = now.message();
        return message == null || message.isBlank()
                ? now.type() + " is " + now.status()
                : PlainText.of(message, LONGEST_NOTE);
    }
}
