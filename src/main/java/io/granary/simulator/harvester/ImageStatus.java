// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes the states of an image into its status (Harvester {@code pkg/image/common/operator.go}, stateTransit).
 *
 * @param now as it is written
 */
record ImageStatus(ObjectNode image, String now) {
    static final String INITIALIZED = "Initialized";
    static final String IMPORTED = "Imported";
    static final String RETRY_LIMIT = "RetryLimitExceeded";

    /** The address was tried. */
    ImageStatus applied(long size) {
        status().put("appliedUrl", image.at("/spec/url").asText());
        if (size > 0) {
            status().put("size", size);
        }
        return this;
    }

    void initialized(String storageClass) {
        status().put("appliedUrl", image.at("/spec/url").asText())
                .put("storageClassName", storageClass)
                .put("progress", 0);
        conditions().set(IMPORTED, "Unknown", "Importing", "");
        conditions().set(INITIALIZED, "True", INITIALIZED, "");
    }

    /** 100 is shown as 99 until the file is ready. */
    void importing(int progress) {
        status().put("progress", Math.min(99, progress));
        conditions().set(IMPORTED, "Unknown", "Importing", "");
    }

    void imported(long size, long virtualSize) {
        status().put("progress", 100).put("size", size).put("virtualSize", virtualSize);
        conditions().set(IMPORTED, "True", IMPORTED, "");
        conditions().set(RETRY_LIMIT, "False", "", "");
    }

    /** One more failure; the last one that {@code spec.retry} allows is final. */
    void failed(String condition, String message, int progress) {
        int failed = status().path("failed").asInt() + 1;
        int retry = image.at("/spec/retry").asInt();
        status().put("failed", failed).put("lastFailedTime", now).put("progress", progress);
        var text = "failed due to error: " + message;
        if (failed > 1) {
            text = "retry attempted %d/%d %s".formatted(failed - 1, retry, text);
        }
        if (failed > retry) {
            conditions().set(RETRY_LIMIT, "True", "", text);
            conditions().set(condition, "False", "", text);
        } else {
            conditions().set(RETRY_LIMIT, "False", "", text);
        }
    }

    private ObjectNode status() {
        return Trees.child(image, "status");
    }

    private Conditions conditions() {
        return new Conditions(status(), now);
    }
}
