// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.TemplateStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the status of a Template. The same findings give an equal status, so that nothing is written. */
public final class TemplateStatuses {
    private static final int MOST_SENTENCES = 5;
    private static final int LONGEST = 1_000;

    private TemplateStatuses() {}

    /**
     * What was found out about a Template.
     *
     * @param fingerprints of the keys that could be read, in their order
     * @param keys what is wrong with its keys, in sentences
     * @param cloudInit what is wrong with its user data
     * @param parameters what is wrong with its parameters and names
     */
    public record Findings(
            List<String> fingerprints, List<String> keys, List<String> cloudInit, List<String> parameters) {
        public Findings {
            fingerprints = List.copyOf(fingerprints);
            keys = List.copyOf(keys);
            cloudInit = List.copyOf(cloudInit);
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * The status.
     *
     * @param before as it is stored; null before the first
     * @param generation of the spec that the findings are about
     */
    public static TemplateStatus of(Findings found, @Nullable TemplateStatus before, long generation, Instant now) {
        var all = Stream.of(found.keys(), found.cloudInit(), found.parameters())
                .flatMap(List::stream)
                .toList();
        var writer = new Writer(before, generation, now.truncatedTo(ChronoUnit.SECONDS));
        var conditions = List.of(
                writer.condition("KeysValid", "KeysUnreadable", found.keys()),
                writer.condition("CloudInitValid", "CloudInitInvalid", found.cloudInit()),
                writer.condition("ParametersValid", "ParametersInvalid", found.parameters()),
                writer.condition("Ready", "TemplateInvalid", all));
        return new TemplateStatus(found.fingerprints(), conditions, generation);
    }

    private record Writer(@Nullable TemplateStatus before, long generation, Instant now) {
        Condition condition(String type, String badReason, List<String> problems) {
            var status = problems.isEmpty() ? "True" : "False";
            var reason = problems.isEmpty() ? "Checked" : badReason;
            return new Condition(type, status, generation, since(type, status), reason, message(problems));
        }

        private String since(String type, String status) {
            return before == null
                    ? now.toString()
                    : before.conditions().stream()
                            .filter(old ->
                                    old.type().equals(type) && old.status().equals(status))
                            .map(Condition::lastTransitionTime)
                            .findFirst()
                            .orElse(now.toString());
        }

        private static String message(List<String> problems) {
            var told = String.join(" ", problems.subList(0, Math.min(MOST_SENTENCES, problems.size())));
            return told.length() > LONGEST ? told.substring(0, LONGEST) : told;
        }
    }
}
