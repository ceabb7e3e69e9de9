// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The whole reply to an {@link ApiCall}, whatever its status.
 *
 * @param status the HTTP status
 * @param contentType the media type as sent, or the empty string
 * @param serverDate the {@code Date} header, from which clock skew is told; null where absent or unreadable
 * @param body all bytes, within the call's budget
 */
public record ApiReply(
        int status, String contentType, @Nullable Instant serverDate, byte[] body) {}
