// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** What happened to a reflector. */
public sealed interface ReflectorEvent {

    record Connected() implements ReflectorEvent {}

    record Disconnected() implements ReflectorEvent {}

    /** It is this reflector's turn; {@code streamed} where the list is asked for as a watch (WatchList). */
    record Turn(boolean streamed) implements ReflectorEvent {}

    /** A page ended as it should. */
    record PageEnd(PageProjection.Page page, int objects) implements ReflectorEvent {}

    /** The server accepted the watch. */
    record Opened() implements ReflectorEvent {}

    /** The initial events of a streamed list are all there. */
    record InitialEnd(String resourceVersion) implements ReflectorEvent {}

    /** All changes up to this resource version were handed to the store. */
    record Progress(String resourceVersion) implements ReflectorEvent {}

    /** The server ended the watch in peace. */
    record Ended() implements ReflectorEvent {}

    record Failed(ReflectorFault fault) implements ReflectorEvent {}

    record Stopped() implements ReflectorEvent {}
}
