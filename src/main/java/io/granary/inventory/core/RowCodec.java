// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The bytes of a row: what is neither counted nor sorted by, and the ids of its labels and networks. */
final class RowCodec {
    private static final int INSTANCE = 1;
    private static final int MESSAGE = 2;
    private static final int AGENT_OS = 4;
    private static final int AGENT = 8;
    private static final int MIGRATABLE = 16;
    private static final int MIGRATING = 32;
    private static final int LIST_END = 0x80;
    private static final int SAME_LIST = 0x81;
    private static final int ITEM = 0xc0;

    private RowCodec() {}

    /** Ids of a row's labels and networks. */
    record Ids(int[] labels, int[] networks) {}

    static byte[] body(VmRow row, Ids ids) {
        var vm = row.vm();
        var vmi = row.vmi();
        int flags = (vm.message() == null ? 0 : MESSAGE) | (vmi == null ? 0 : flags(vmi));
        var sink = new ByteSink().number(flags);
        all(sink, ids.labels());
        all(sink, ids.networks());
        sink.text(vm.uid()).text(vm.resourceVersion());
        if (vm.message() != null) {
            sink.text(vm.message());
        }
        if (vmi != null) {
            sink.text(vmi.uid()).number(vmi.startedAt());
            if (!vmi.os().isEmpty()) {
                sink.text(vm.os());
            }
        }
        return sink.toArray();
    }

    private static int flags(VmiFacts vmi) {
        return INSTANCE
                | (vmi.os().isEmpty() ? 0 : AGENT_OS)
                | (vmi.agentConnected() ? AGENT : 0)
                | (vmi.migratable() ? MIGRATABLE : 0)
                | (vmi.migrating() ? MIGRATING : 0);
    }

    private static void all(ByteSink sink, int[] ids) {
        sink.number(ids.length);
        for (int id : ids) {
            sink.number(id);
        }
    }

    static Ids ids(Table table, int row) {
        var source = new ByteSource(table.rows.bytes().bodies().get(row));
        source.number();
        return new Ids(all(source), all(source));
    }

    private static int[] all(ByteSource source) {
        var ids = new int[source.count()];
        for (int at = 0; at < ids.length; at++) {
            ids[at] = source.count();
        }
        return ids;
    }

    static VmRow decode(Table table, int row, Map<SiteId, SiteRow> sites) {
        var source = new ByteSource(table.rows.bytes().bodies().get(row));
        int flags = source.count();
        var labels = labels(table, all(source));
        var networks = new ArrayList<String>();
        for (int id : all(source)) {
            networks.add(table.many.networks().value(id));
        }
        var uid = source.text();
        var version = source.text();
        var message = (flags & MESSAGE) == 0 ? null : source.text();
        var addresses = addresses(table.rows.bytes().addresses().get(row));
        var vmi = (flags & INSTANCE) == 0 ? null : instance(table, row, flags, source, addresses);
        var os = table.column(Field.OS).value(row);
        var vm = new VmFacts(
                table.column(Field.NAMESPACE).value(row),
                table.name(row),
                uid,
                version,
                table.created.get(row),
                labels,
                table.column(Field.STATUS).value(row),
                table.column(Field.RUN_STRATEGY).value(row),
                (int) number(table, Field.CPU, row),
                number(table, Field.MEMORY, row),
                number(table, Field.DISK, row),
                table.column(Field.IMAGE).value(row),
                (flags & AGENT_OS) == 0 ? os : source.text(),
                List.copyOf(networks),
                addresses.get(1),
                message);
        var site = Objects.requireNonNull(sites.get(table.site.value(row)), "a row's site is known");
        return new VmRow(site, vm, vmi, table.sequences.get(row));
    }

    private static VmiFacts instance(Table table, int row, int flags, ByteSource source, List<List<String>> addresses) {
        return new VmiFacts(
                table.column(Field.NAMESPACE).value(row),
                table.name(row),
                source.text(),
                "",
                source.number(),
                table.column(Field.PHASE).value(row),
                table.column(Field.NODE).value(row),
                addresses.get(0),
                addresses.get(2),
                (flags & AGENT_OS) == 0 ? "" : table.column(Field.OS).value(row),
                (flags & AGENT) != 0,
                (flags & MIGRATABLE) != 0,
                (flags & MIGRATING) != 0);
    }

    private static long number(Table table, Field field, int row) {
        return Objects.requireNonNull(table.numbers.get(field)).value(row);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, String> labels(Table table, int[] ids) {
        Map.Entry<String, String>[] pairs = new Map.Entry[ids.length];
        for (int at = 0; at < ids.length; at++) {
            var pair = table.many.labels().value(ids[at]);
            int cut = pair.indexOf('=');
            pairs[at] = Map.entry(pair.substring(0, cut), pair.substring(cut + 1));
        }
        return Map.ofEntries(pairs);
    }

    /**
     * IPs, MACs of the virtual machine, MACs of the instance: each item with one byte of length before it that is no
     * ASCII, so that a search through the bytes never runs from one item into the next.
     */
    static byte[] addresses(VmRow row) {
        var vmi = row.vmi();
        var own = row.vm().macs();
        int size = 3;
        for (var list : List.of(row.ips(), own, vmi == null ? List.<String>of() : vmi.macs())) {
            for (var item : list) {
                size += 1 + item.length();
            }
        }
        var bytes = new byte[size];
        int at = put(bytes, 0, row.ips());
        at = put(bytes, at, own);
        if (vmi != null && !own.isEmpty() && vmi.macs().equals(own)) {
            bytes[at++] = (byte) SAME_LIST;
        } else {
            at = put(bytes, at, vmi == null ? List.of() : vmi.macs());
        }
        return at == 3 && bytes[0] == (byte) LIST_END ? new byte[0] : Arrays.copyOf(bytes, at);
    }

    private static int put(byte[] bytes, int from, List<String> items) {
        int at = from;
        for (var item : items) {
            bytes[at++] = (byte) (ITEM | item.length());
            var ascii = item.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ascii, 0, bytes, at, ascii.length);
            at += ascii.length;
        }
        bytes[at++] = (byte) LIST_END;
        return at;
    }

    /** IPs, MACs of the virtual machine, MACs of the instance. */
    static List<List<String>> addressesOf(Table table, int row) {
        return addresses(table.rows.bytes().addresses().get(row));
    }

    private static List<List<String>> addresses(byte[] bytes) {
        var lists = new ArrayList<List<String>>(3);
        List<String> list = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int head = bytes[at++] & 0xff;
            if (head == LIST_END || head == SAME_LIST) {
                lists.add(head == SAME_LIST ? lists.get(1) : List.copyOf(list));
                list = new ArrayList<>();
            } else {
                int length = head & 0x3f;
                list.add(new String(bytes, at, length, StandardCharsets.US_ASCII));
                at += length;
            }
        }
        while (lists.size() < 3) {
            lists.add(List.of());
        }
        return lists;
    }
}
