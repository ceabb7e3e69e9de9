// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.VmRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The columns of the Table, in order; those of priority 1 show with {@code -o wide}.
 *
 * @param format {@code name} on the column that names the object
 * @param cell from the row and the time now, in seconds since 1970
 */
public record VmColumns(
        String name, String format, int priority, String description, BiFunction<VmRow, Long, String> cell) {

    public static final List<VmColumns> ALL = List.of(
            narrow("Site", "", "The site's name at the hub.", row -> row.site().name()),
            narrow(
                    "Namespace",
                    "",
                    "The namespace of the virtual machine at its site.",
                    row -> row.vm().namespace()),
            narrow(
                    "Name",
                    "name",
                    "The object's name: the namespace and the name of the virtual machine, joined by a dot.",
                    row -> row.objectName()),
            narrow("Status", "", "What the site says of the virtual machine.", VmColumns::status),
            narrow("Node", "", "The node it runs on.", row -> orNone(row.node())),
            narrow("IPs", "", "Its addresses, in the order of its interfaces.", row -> joined(row.ips())),
            narrow(
                    "CPU",
                    "",
                    "Guest CPUs.",
                    row -> row.vm().cpuMillis() == 0
                            ? "<none>"
                            : Quantities.cpu(row.vm().cpuMillis())),
            narrow("Memory", "", "Guest memory.", row -> amount(row.vm().memoryBytes())),
            narrow("OS", "", "The guest's operating system.", row -> orNone(row.os())),
            narrow(
                    "Image",
                    "",
                    "The image of its first disk.",
                    row -> orNone(row.vm().image())),
            new VmColumns(
                    "Age",
                    "",
                    0,
                    "Time since it was created.",
                    (row, now) -> since(row.vm().createdAt(), now)),
            wide(
                    "Run-Strategy",
                    "When the site runs it.",
                    row -> orNone(row.vm().runStrategy())),
            wide(
                    "Networks",
                    "The networks it is attached to.",
                    row -> joined(row.vm().networks())),
            wide("MACs", "Its hardware addresses.", row -> joined(row.macs())),
            wide(
                    "Disk",
                    "The sum of its volumes' requested sizes.",
                    row -> amount(row.vm().diskBytes())),
            new VmColumns(
                    "Last-Seen",
                    "",
                    1,
                    "How long its site has been out of touch; empty while it is in touch.",
                    (row, now) -> lastSeen(row.site().freshness())
                            .map(seen -> since(seen.getEpochSecond(), now))
                            .orElse("")),
            wide("Message", "What the site says is wrong.", row -> message(row)));

    private interface Cell {
        String of(VmRow row);
    }

    private static VmColumns narrow(String name, String format, String description, Cell cell) {
        return new VmColumns(name, format, 0, description, (row, now) -> cell.of(row));
    }

    private static VmColumns wide(String name, String description, Cell cell) {
        return new VmColumns(name, "", 1, description, (row, now) -> cell.of(row));
    }

    private static String status(VmRow row) {
        return row.vm().status().isEmpty() ? "Unknown" : row.vm().status();
    }

    private static String message(VmRow row) {
        var message = row.vm().message();
        return message == null ? "" : message;
    }

    /** When a site that is not in touch was last seen. */
    public static Optional<Instant> lastSeen(Freshness freshness) {
        return switch (freshness) {
            case Freshness.Live() -> Optional.empty();
            case Freshness.Pending() -> Optional.empty();
            case Freshness.Stale(var seen, var _) -> Optional.of(seen);
            case Freshness.Restored(var seen) -> Optional.of(seen);
        };
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    private static String joined(List<String> texts) {
        return texts.isEmpty() ? "<none>" : String.join(",", texts);
    }

    private static String amount(long bytes) {
        return bytes == 0 ? "<none>" : Quantities.bytes(bytes);
    }

    private static String since(long then, long now) {
        return then == 0 ? "<unknown>" : Quantities.age(Math.max(0, now - then));
    }
}
