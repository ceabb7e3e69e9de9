// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.StatusException;
import io.granary.simulator.apiserver.StatusException.Details;
import java.util.List;

/** Refusals as the API server passes them on from Harvester's webhooks (Harvester {@code pkg/webhook/error}). */
enum Webhook {
    VALIDATOR,
    MUTATOR;

    private String host() {
        return this == VALIDATOR ? "validator.harvesterhci.io" : "mutator.harvesterhci.io";
    }

    /** 422, with the field as its cause. */
    StatusException invalid(String message, String field) {
        var cause = StatusException.cause("FieldValueInvalid", message, field);
        return denied(422, "Invalid", message, new Details("", "", "", List.of(cause), 0));
    }

    /** 400. */
    StatusException badRequest(String message) {
        return denied(400, "BadRequest", message, Details.NONE);
    }

    /** 405. */
    StatusException methodNotAllowed(String message) {
        return denied(405, "MethodNotAllowed", message, Details.NONE);
    }

    /** 409: not a lost race, although the code says so. */
    StatusException conflict(String message) {
        return denied(409, "Conflict", message, Details.NONE);
    }

    /** 500: what the webhook could not find out. */
    StatusException internal(String message) {
        return denied(500, "InternalError", message, Details.NONE);
    }

    /** 500: the webhook itself is away; the write may be tried again. */
    StatusException unreachable(String why) {
        var message = "Internal error occurred: failed calling webhook \"%s\": failed to call webhook: %s"
                .formatted(host(), why);
        return StatusException.of(500, "InternalError", message);
    }

    private StatusException denied(int code, String reason, String message, Details details) {
        var text = "admission webhook \"%s\" denied the request: %s".formatted(host(), message);
        return new StatusException(code, reason, text, details);
    }
}
