// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;

/** What {@code kubectl get} prints of a kind: the columns, the name first, and the cells of an object under them. */
public final class PrintedColumns {
    private final TablePrinter printer;

    private PrintedColumns(TablePrinter printer) {
        this.printer = printer;
    }

    /** The columns of a kind; ages are told by that clock. */
    public static PrintedColumns of(ResourceType type, Clock clock) {
        return new PrintedColumns(new TablePrinter(type, "None", clock));
    }

    /** As {@code columnDefinitions} of a {@code meta.k8s.io/v1} Table. */
    public ArrayNode definitions() {
        return (ArrayNode) printer.start(TablePrinter.Columns.SHOWN).path("columnDefinitions");
    }

    /** One cell for each column. */
    public ArrayNode cells(ObjectNode object) {
        return (ArrayNode) printer.row(object).path("cells");
    }
}
