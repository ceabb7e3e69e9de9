// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

/**
 * Fired when this hub begins to work: rooms open on it, in the order of their priorities. Not at the start of the
 * process, since a hub may first stand by for another; what closes a room at the end must bear that it never opened.
 */
public record HubOpens() {}
