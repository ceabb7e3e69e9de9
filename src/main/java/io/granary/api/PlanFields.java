// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.OpenApiFields.typed;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields of a SitePlan, and what they mean. */
final class PlanFields {
    private static final String TEXT = "string";

    private PlanFields() {}

    static void describe(ObjectNode kind, ObjectNode properties) {
        kind.put(
                "description",
                "SitePlan is what a rollout is about to do with one site, and why; it is computed, not stored. Of a"
                        + " paused rollout it is the whole dry run.");
        var meta = OpenApiFields.group(properties, "metadata", "Standard object metadata.");
        typed(meta, "name", TEXT, "The name of the rollout, a dot, and the name of the site.");
        typed(meta, "namespace", TEXT, "The Fleet workspace's namespace.");
        typed(meta, "resourceVersion", TEXT, "When it was planned, in seconds since 1970.");
        typed(meta, "labels", "object", "The labels of the site; they can be selected.");
        var spec = OpenApiFields.group(properties, "spec", "What the plan is about. Field selectors may name these.");
        typed(spec, "rollout", TEXT, "The rollout.");
        typed(spec, "site", TEXT, "The site.");
        typed(spec, "wave", TEXT, "The wave that the site is in; absent if it takes no part.");
        typed(spec, "revision", "integer", "The revision of the rollout.");
        typed(spec, "revisionHash", TEXT, "Its hash.");
        status(OpenApiFields.group(properties, "status", "What the planner says."));
    }

    private static void preflight(ObjectNode preflight) {
        typed(
                preflight,
                "verdict",
                TEXT,
                "Fine, Warned, Held, Refused, NotApplicable; Unknown where the site was not looked at. A field selector"
                        + " may name it.");
        var finding = OpenApiFields.array(preflight, "findings", "All that was found, the worst first.")
                .put("type", "object")
                .putObject("properties");
        typed(finding, "weight", TEXT, "Blocks, Warns or Tells.");
        typed(finding, "finding", TEXT, "What is so.");
        typed(finding, "mend", TEXT, "How to mend it.");
    }

    private static void status(ObjectNode status) {
        typed(status, "rolloutPhase", TEXT, "The phase of the rollout.");
        typed(
                status,
                "state",
                TEXT,
                "NotSelected, Waiting, Starting, Fetching, Running, Stopping, or how it ended. A field selector may"
                        + " name it.");
        typed(status, "reason", TEXT, "Why, in a word. A field selector may name it.");
        typed(status, "message", TEXT, "Why, in a sentence.");
        typed(status, "until", TEXT, "When it may change by itself.");
        typed(status, "next", TEXT, "What comes then, if nothing else happens.");
        typed(status, "attempt", "integer", "The present or last try, from 1.");
        typed(status, "since", TEXT, "Since when it is written down so.");
        typed(status, "startedAt", TEXT, "When the try was seen to start.");
        typed(status, "succeededAt", TEXT, "When it succeeded.");
        preflight(OpenApiFields.group(
                status, "preflight", "What a look before the start found, whatever else holds the site."));
        typed(status, "plannedAt", TEXT, "When the planner looked.");
        var history = OpenApiFields.array(
                        status, "history", "How the last 20 tries at the site ended, over all rollouts; in get only.")
                .put("type", "object")
                .putObject("properties");
        typed(history, "at", TEXT, "When it ended.");
        typed(history, "rollout", TEXT, "Of which rollout.");
        typed(history, "revision", "integer", "Of which revision.");
        typed(history, "attempt", "integer", "Which try.");
        typed(history, "outcome", TEXT, "Succeeded, AlreadyCurrent, Failed, TimedOut, Lost or Skipped.");
        typed(history, "wave", TEXT, "In which wave.");
        typed(history, "startedAt", TEXT, "When it was seen to start.");
        typed(history, "message", TEXT, "Why.");
    }
}
