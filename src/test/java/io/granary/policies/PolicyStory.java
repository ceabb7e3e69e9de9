// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.PolicyReportSpec;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.kube.MemoryResources;
import io.granary.policies.core.ObjectComparison;
import io.granary.policies.core.RuleFindings;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.SeenObject.Maker;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import io.granary.policies.core.SiteReview;
import io.granary.policies.core.WantedObject;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A policy over a few stores on a virtual clock, told as it goes and compared with docs/stories. All is in memory. */
final class PolicyStory {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern(
                    "EEE uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant START = Instant.parse("2026-11-02T08:00:00Z");

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Store> stores = new TreeMap<>();
    private final TreeMap<Instant, List<Runnable>> script = new TreeMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final PolicyBook book = new PolicyBook(new PolicyReports(
            new MemoryResources<PolicyReportSpec, Void>(), new PolicyKey("fleet-stores", "story"), "uid"));
    private Instant now = START;
    private PolicyPass pass;
    private String stamp = "";
    private int version;

    /** A store as it is: its settings by name, and objects by what they are. */
    static final class Store {
        final String name;
        final SiteCalendar calendar;
        final Map<String, SeenSetting> settings = new TreeMap<>();
        final Map<String, Thing> objects = new TreeMap<>();
        boolean online = true;

        private Store(String name, SiteCalendar calendar) {
            this.name = name;
            this.calendar = calendar;
        }
    }

    record Thing(String json, Writer writer, Maker maker) {}

    PolicyStory(String title, String about) {
        text.append(title).append('\n').append("=".repeat(title.length())).append("\n\n");
        text.append(about.strip()).append('\n');
    }

    PolicyStory store(String name, SiteCalendar calendar) {
        var store = new Store(name, calendar);
        store.settings.put("ntp-servers", seen("{\"ntpServers\":[\"pool.ntp.org\"]}", Writer.NOBODY));
        store.settings.put("log-level", new SeenSetting("", "info", Writer.NOBODY, "1", ""));
        stores.put(name, store);
        return this;
    }

    Store at(String name) {
        return stores.get(name);
    }

    PolicyStory policy(String yaml) {
        text.append("\n    # policy\n").append(yaml.indent(4));
        publish(yaml);
        return this;
    }

    void publish(String yaml) {
        pass = new PolicyPass(PolicyWorld.spec(yaml), PolicySecrets.Found.NOTHING);
    }

    /** Something happens outside. */
    PolicyStory then(String when, String what, Runnable act) {
        script.computeIfAbsent(Instant.parse(when), time -> new ArrayList<>()).add(() -> {
            line("**", what);
            act.run();
        });
        return this;
    }

    void write(String store, String setting, String value, String manager, Hold hold) {
        at(store).settings.put(setting, seen(value, new Writer(manager, hold)));
    }

    /** Somebody who writes it back half a minute after each time that Granary mends it. */
    PolicyStory fights(String store, String setting, String value, String manager) {
        write(store, setting, value, manager, Hold.WRITTEN);
        fighters.put(
                store + "/" + setting,
                () -> then(
                        now.plusSeconds(30).toString(),
                        manager + " writes " + setting + " of " + store + " back",
                        () -> write(store, setting, value, manager, Hold.WRITTEN)));
        return this;
    }

    private final Map<String, Runnable> fighters = new HashMap<>();

    private SeenSetting seen(String value, Writer writer) {
        return new SeenSetting(value, "", writer, Integer.toString(++version), "");
    }

    /** Runs so long, then compares with (or writes) the golden file. */
    void told(Duration length, String file) {
        var end = START.plus(length);
        while (now.isBefore(end)) {
            while (!script.isEmpty() && !script.firstKey().isAfter(now)) {
                script.pollFirstEntry().getValue().forEach(Runnable::run);
            }
            var wake = end;
            for (var store : List.copyOf(stores.values())) {
                var next = review(store);
                wake = next.isBefore(wake) ? next : wake;
            }
            var next = !script.isEmpty() && script.firstKey().isBefore(wake) ? script.firstKey() : wake;
            now = next.isAfter(now) ? next : now.plusSeconds(1);
        }
        compare(Path.of("docs", "stories", file));
    }

    private Instant review(Store store) {
        var uid = new SiteUid(store.name);
        var contact = new SiteView.Contact(store.online, now);
        var view = new SiteView(uid, store.name, Map.of(), store.calendar, START, contact, Duration.ZERO, null);
        var wish = pass.content().at(store.name, Map.of());
        var objects = wish.objects().stream().collect(Collectors.toMap(WantedObject::what, one -> seen(store, one)));
        var outcome = SiteReview.review(
                new SiteReview.Case(
                        view, book.row(uid), store.settings, objects, book.refusals(uid, now), RuleFindings.NONE),
                pass.content(),
                pass.terms(),
                now);
        book.put(outcome.row());
        tell(outcome.row());
        mend(store, uid, outcome);
        return outcome.isIdle() ? outcome.wake() : now;
    }

    private void mend(Store store, SiteUid uid, SiteReview.Outcome outcome) {
        for (var setting : outcome.mend()) {
            line("mend", store.name + ": " + setting.what());
            write(store.name, setting.name(), setting.value(), "granary", Hold.GRANARY);
            book.mended(uid, setting.what(), now);
            fighters.getOrDefault(store.name + "/" + setting.name(), () -> {}).run();
        }
        for (var object : outcome.apply()) {
            line("apply", store.name + ": " + object.what());
            var maker = store.objects.containsKey(object.what()) ? Maker.OTHERS : Maker.GRANARY;
            store.objects.put(object.what(), new Thing(object.json(), new Writer("granary", Hold.GRANARY), maker));
            book.mended(uid, object.what(), now);
        }
        for (var what : outcome.remove()) {
            line("delete", store.name + ": " + what);
            store.objects.remove(what);
            book.gone(uid, what);
        }
    }

    private static SeenObject seen(Store store, WantedObject wanted) {
        var thing = store.objects.get(wanted.what());
        return thing == null
                ? new SeenObject(ObjectComparison.compare(wanted, null, ""), Writer.NOBODY, "", Maker.NOBODY)
                : new SeenObject(
                        ObjectComparison.compare(
                                wanted, thing.json(), thing.writer().manager()),
                        thing.writer(),
                        "1",
                        thing.maker());
    }

    private void tell(Row row) {
        var sentence = row.verdict() + (row.message() == null ? "" : ": " + row.message());
        if (!sentence.equals(told.put(row.name(), sentence))) {
            line("row", row.name() + " " + sentence);
            row.differences()
                    .forEach(difference -> line(
                            "",
                            "  " + difference.what() + (difference.field() == null ? "" : " " + difference.field())
                                    + " is " + difference.found() + ", wanted " + difference.wanted()));
        }
    }

    private void line(String what, String sentence) {
        var time = CLOCK.format(now);
        if (!time.equals(stamp)) {
            text.append('\n').append(time).append('\n');
            stamp = time;
        }
        text.append("  %-8s %s%n".formatted(what, sentence));
    }

    private void compare(Path golden) {
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(golden, text);
            }
            assertThat(text.toString())
                    .as("run make golden, and review the story")
                    .isEqualTo(Files.readString(golden));
        } catch (IOException e) {
            throw new AssertionError("No story at " + golden + ": run make golden", e);
        }
    }
}
