// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.ReflectorFault;
import io.granary.kube.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Understands why a reply is no success. One per reply. */
final class ReflectorRefusal {
    private static final int LONGEST = 2_048;

    private int status = 200;
    private byte[] words = {};

    void head(int code) {
        status = code;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    void add(byte[] bytes, int offset, int length) {
        var fits = Math.min(length, LONGEST - words.length);
        if (fits > 0) {
            var old = words.length;
            words = Arrays.copyOf(words, old + fits);
            System.arraycopy(bytes, offset, words, old, fits);
        }
    }

    ReflectorFault fault(ReflectorReader.Mode mode) {
        var bad = status == 400 || status == 422;
        if (bad && mode == ReflectorReader.Mode.STREAMED_LIST) {
            return ReflectorFault.UNSUPPORTED;
        }
        if (bad || isFromTheFuture()) {
            return ReflectorFault.EXPIRED;
        }
        return fault(status);
    }

    /** After a restore of its etcd a server knows less than we do, and says so with 504. */
    private boolean isFromTheFuture() {
        var said = new String(words, StandardCharsets.UTF_8);
        return said.contains("ResourceVersionTooLarge") || said.contains("Too large resource version");
    }

    static ReflectorFault fault(int status) {
        return switch (status) {
            case 401, 403 -> ReflectorFault.DENIED;
            case 404, 405 -> ReflectorFault.ABSENT;
            case 410 -> ReflectorFault.EXPIRED;
            case 429 -> ReflectorFault.THROTTLED;
            default -> ReflectorFault.UNREACHABLE;
        };
    }

    static ReflectorFault fault(ApiProblem.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> ReflectorFault.UNREACHABLE;
            case UNAUTHENTICATED, FORBIDDEN -> ReflectorFault.DENIED;
            case THROTTLED, NOT_SENT -> ReflectorFault.THROTTLED;
            case ABSENT -> ReflectorFault.ABSENT;
            case EXPIRED -> ReflectorFault.EXPIRED;
            case REJECTED -> ReflectorFault.REJECTED;
        };
    }
}
