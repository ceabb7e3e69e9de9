// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.VmColumns;
import io.granary.inventory.core.VmRow;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of {@code -o wide} as comma-separated values (RFC 4180). A cell that a spreadsheet would take for a
 * formula is led by an apostrophe: names and labels come from sites, and sites are not to be trusted.
 */
final class CsvRows implements ExportRows {
    static final String TYPE = "text/csv";
    private static final String FORMULA = "=+-@\t\r";

    private final Clock clock;

    CsvRows(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String contentType() {
        return TYPE + "; charset=utf-8; header=present";
    }

    @Override
    public byte[] heading() {
        return line(VmColumns.ALL.stream().map(VmColumns::name).toList());
    }

    @Override
    public byte[] line(VmRow row) {
        var now = clock.instant().getEpochSecond();
        return line(VmColumns.ALL.stream()
                .map(column -> column.cell().apply(row, now))
                .toList());
    }

    private static byte[] line(List<String> cells) {
        var line = cells.stream().map(CsvRows::quoted).collect(Collectors.joining(",")) + "\r\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    static String quoted(String cell) {
        var inert = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        return inert.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + inert.replace("\"", "\"\"") + '"'
                : inert;
    }
}
