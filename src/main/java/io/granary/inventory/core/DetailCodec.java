// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.SiteDetail.Backup;
import io.granary.inventory.core.SiteDetail.Backups;
import io.granary.inventory.core.SiteDetail.Image;
import io.granary.inventory.core.SiteDetail.Images;
import io.granary.inventory.core.SiteDetail.Network;
import io.granary.inventory.core.SiteDetail.Networks;
import io.granary.inventory.core.SiteDetail.Node;
import io.granary.inventory.core.SiteDetail.Nodes;
import io.granary.inventory.core.SiteDetail.Part;
import io.granary.inventory.core.SiteDetail.Template;
import io.granary.inventory.core.SiteDetail.Templates;
import io.granary.inventory.core.SiteDetail.Upgrade;
import io.granary.inventory.core.SiteDetail.Upgrades;
import io.granary.inventory.core.SiteDetail.Volume;
import io.granary.inventory.core.SiteDetail.Volumes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes the small kinds of a site for {@link SavedInventory}, and reads them: each a number, then its items. */
final class DetailCodec {
    private DetailCodec() {}

    static void write(Part part, ByteSink sink) {
        switch (part) {
            case Nodes(var items) -> each(items, sink.number(1), one -> write(one, sink));
            case Images(var items) -> each(items, sink.number(2), one -> write(one, sink));
            case Templates(var items) -> each(items, sink.number(3), one -> write(one, sink));
            case Volumes(var items) -> each(items, sink.number(4), one -> write(one, sink));
            case Backups(var lastGood, var failed) -> {
                sink.number(5).number(failed).number(lastGood.size());
                lastGood.forEach((machine, backup) -> write(backup, sink.text(machine)));
            }
            case Networks(var items) -> each(items, sink.number(6), one -> write(one, sink));
            case Upgrades(var items) -> each(items, sink.number(7), one -> write(one, sink));
        }
    }

    /** Reads what {@link #write} wrote. */
    static Part read(ByteSource source) {
        return switch (source.count()) {
            case 1 -> new Nodes(items(source, () -> node(source)));
            case 2 -> new Images(items(source, () -> image(source)));
            case 3 -> new Templates(items(source, () -> template(source)));
            case 4 -> new Volumes(items(source, () -> volume(source)));
            case 5 -> backups(source);
            case 6 -> new Networks(items(source, () -> network(source)));
            case 7 -> new Upgrades(items(source, () -> upgrade(source)));
            default -> throw new IllegalStateException("there is no such small kind");
        };
    }

    private static <T> void each(List<T> items, ByteSink sink, Consumer<T> write) {
        sink.number(items.size());
        items.forEach(write);
    }

    private static <T> List<T> items(ByteSource source, Supplier<T> read) {
        var items = new ArrayList<T>();
        for (int left = source.count(); left > 0; left--) {
            items.add(read.get());
        }
        return List.copyOf(items);
    }

    private static Backups backups(ByteSource source) {
        int failed = source.count();
        var lastGood = new HashMap<String, Backup>();
        for (int left = source.count(); left > 0; left--) {
            lastGood.put(source.text(), backup(source));
        }
        return new Backups(Map.copyOf(lastGood), failed);
    }

    private static boolean flag(ByteSource source) {
        return source.number() == 1;
    }

    private static int yes(boolean flag) {
        return flag ? 1 : 0;
    }

    private static void write(Node node, ByteSink sink) {
        sink.text(node.name()).number(yes(node.ready())).number(yes(node.schedulable()));
        each(node.roles(), sink, sink::text);
        sink.number(node.cpuMillis())
                .number(node.memoryBytes())
                .text(node.osImage())
                .text(node.kubeletVersion());
    }

    private static Node node(ByteSource source) {
        return new Node(
                source.text(),
                flag(source),
                flag(source),
                items(source, source::text),
                (int) source.number(),
                source.number(),
                source.text(),
                source.text());
    }

    private static void write(Image image, ByteSink sink) {
        sink.text(image.namespace())
                .text(image.name())
                .text(image.displayName())
                .number(yes(image.imported()))
                .number(image.progress())
                .number(image.size())
                .number(image.virtualSize())
                .text(image.checksum())
                .text(image.storageClass())
                .text(image.problem());
    }

    private static Image image(ByteSource source) {
        return new Image(
                source.text(),
                source.text(),
                source.text(),
                flag(source),
                (int) source.number(),
                source.number(),
                source.number(),
                source.text(),
                source.text(),
                source.text());
    }

    private static void write(Template template, ByteSink sink) {
        sink.text(template.namespace())
                .text(template.name())
                .text(template.template())
                .text(template.revision())
                .number(template.version())
                .text(template.image())
                .number(yes(template.ready()));
    }

    private static Template template(ByteSource source) {
        return new Template(
                source.text(),
                source.text(),
                source.text(),
                source.text(),
                (int) source.number(),
                source.text(),
                flag(source));
    }

    private static void write(Volume volume, ByteSink sink) {
        sink.text(volume.name())
                .text(volume.claim())
                .text(volume.state())
                .text(volume.robustness())
                .number(volume.replicas())
                .number(volume.size())
                .number(volume.actualSize());
    }

    private static Volume volume(ByteSource source) {
        return new Volume(
                source.text(),
                source.text(),
                source.text(),
                source.text(),
                (int) source.number(),
                source.number(),
                source.number());
    }

    private static void write(Backup backup, ByteSink sink) {
        sink.text(backup.namespace()).text(backup.name()).text(backup.type()).number(backup.createdAt());
    }

    private static Backup backup(ByteSource source) {
        return new Backup(source.text(), source.text(), source.text(), source.number());
    }

    private static void write(Network network, ByteSink sink) {
        sink.text(network.namespace())
                .text(network.name())
                .text(network.clusterNetwork())
                .text(network.type())
                .number(network.vlan())
                .number(yes(network.ready()));
    }

    private static Network network(ByteSource source) {
        return new Network(
                source.text(), source.text(), source.text(), source.text(), (int) source.number(), flag(source));
    }

    private static void write(Upgrade upgrade, ByteSink sink) {
        sink.text(upgrade.name())
                .text(upgrade.state())
                .number(yes(upgrade.latest()))
                .text(upgrade.version())
                .text(upgrade.previousVersion())
                .number(upgrade.createdAt());
        sink.number(upgrade.nodes().size());
        upgrade.nodes().forEach((node, state) -> sink.text(node).text(state));
        sink.text(upgrade.problem());
    }

    private static Upgrade upgrade(ByteSource source) {
        return new Upgrade(
                source.text(),
                source.text(),
                flag(source),
                source.text(),
                source.text(),
                source.number(),
                states(source),
                source.text());
    }

    private static Map<String, String> states(ByteSource source) {
        var states = new HashMap<String, String>();
        for (int left = source.count(); left > 0; left--) {
            states.put(source.text(), source.text());
        }
        return Map.copyOf(states);
    }
}
