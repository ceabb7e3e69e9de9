// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** What a reflector does next. */
public sealed interface ReflectorAction {

    /** Wait in line; {@code failures} in a row set the pause before. */
    record AskTurn(boolean forList, int failures) implements ReflectorAction {}

    /** Give the turn back, whether it came or is still waited for. */
    record GiveTurn() implements ReflectorAction {}

    /** Tell the store that a list begins under the state's fence. */
    record BeginList() implements ReflectorAction {}

    /** Ask for a page; an empty token for the first. */
    record FetchPage(String token) implements ReflectorAction {}

    /** Ask for the list and all that follows in one stream. */
    record StreamList() implements ReflectorAction {}

    record OpenWatch(String resourceVersion) implements ReflectorAction {}

    /** Tell the store that the list is complete: it sweeps. */
    record CompleteList(String resourceVersion) implements ReflectorAction {}

    record NoteProgress(String resourceVersion) implements ReflectorAction {}

    /** Cut the current stream; nothing of it counts any more. */
    record CloseStream() implements ReflectorAction {}

    /** The rows are in step. */
    record Live() implements ReflectorAction {}

    /** The rows are no longer in step. */
    record Lost(ReflectorFault fault) implements ReflectorAction {}
}
