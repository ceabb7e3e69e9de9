// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Set;

/** How a write shall be done. */
record WriteOptions(Persist persist, String manager, Unknown unknown, FieldOwnership.Conflicts conflicts) {
    /** {@code dryRun}. */
    enum Persist {
        STORE,
        DRY_RUN
    }

    /** {@code fieldValidation}: what becomes of unknown fields besides being dropped. */
    enum Unknown {
        IGNORE,
        WARN,
        STRICT
    }

    private static final Set<String> FIELD_VALIDATION = Set.of("", "Ignore", "Warn", "Strict");

    static WriteOptions of(ApiRequest request, String userAgent) {
        var dryRun = request.parameter("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw invalid("dryRun", "Unsupported value: [\"%s\"]: supported values: \"All\"".formatted(dryRun));
        }
        var validation = request.parameter("fieldValidation");
        if (!FIELD_VALIDATION.contains(validation)) {
            throw invalid(
                    "fieldValidation",
                    "Unsupported value: \"%s\": supported values: \"\", \"Ignore\", \"Strict\",".formatted(validation)
                            + " \"Warn\"");
        }
        var unknown = switch (validation) {
            case "Ignore" -> Unknown.IGNORE;
            case "Strict" -> Unknown.STRICT;
            default -> Unknown.WARN;
        };
        var named = request.parameter("fieldManager");
        var manager = named.isEmpty() ? userAgent.split("/", 2)[0] : named;
        return new WriteOptions(
                dryRun.isEmpty() ? Persist.STORE : Persist.DRY_RUN,
                manager,
                unknown,
                request.flag("force") ? FieldOwnership.Conflicts.FORCE : FieldOwnership.Conflicts.REFUSE);
    }

    private static StatusException invalid(String field, String message) {
        return StatusException.invalid(
                "meta.k8s.io",
                "CreateOptions",
                "",
                java.util.List.of(StatusException.cause("FieldValueNotSupported", message, field)));
    }
}
