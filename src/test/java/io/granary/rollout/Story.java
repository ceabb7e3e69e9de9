// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A rollout run to its end on a virtual clock, told as it goes and compared with docs/stories. */
final class Story {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern(
                    "EEE uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String ALL = "";

    final StoryHub hub;
    private final Instant end;
    private final StringBuilder text = new StringBuilder();
    private final TreeMap<Instant, List<Runnable>> script = new TreeMap<>();
    private final Map<String, String> told = new HashMap<>();
    private String stamp = "";

    Story(String title, String about, String begins, String end) {
        this.hub = new StoryHub(Instant.parse(begins));
        this.end = Instant.parse(end);
        text.append(title).append('\n').append("=".repeat(title.length())).append("\n\n");
        text.append(about.strip()).append('\n');
    }

    /** Sites store-01 and so on, each at work a minute longer than the one before. */
    Story site(String ring, SiteCalendar calendar, Map<String, String> labels) {
        var number = hub.shops.size() + 1;
        var all = new HashMap<>(labels);
        all.put("ring", ring);
        var uid = new SiteUid("c-%02d/u".formatted(number));
        var contact = new SiteView.Contact(true, hub.now);
        var name = "store-%02d".formatted(number);
        var view = new SiteView(uid, name, all, calendar, Instant.EPOCH, contact, Duration.ZERO, null);
        hub.shops.put(uid, new StoryHub.Shop(view, Duration.ofMinutes(9 + number)));
        return this;
    }

    Story sites(int count, String ring) {
        for (int i = 0; i < count; i++) {
            site(ring, SiteCalendar.ANY, Map.of());
        }
        return this;
    }

    /** Another cluster under the same name. */
    void reinstall(int number) {
        var old = shop(number);
        old.gone = true;
        old.online = false;
        var v = old.view;
        var uid = new SiteUid("c-%02d/anew".formatted(number));
        var contact = new SiteView.Contact(true, hub.now);
        var view = new SiteView(uid, v.name(), v.labels(), v.calendar(), hub.now, contact, Duration.ZERO, null);
        hub.shops.put(uid, new StoryHub.Shop(view, old.takes));
    }

    StoryHub.Shop shop(int number) {
        return hub.shops.get(new SiteUid("c-%02d/u".formatted(number)));
    }

    static RolloutSpec spec(String yaml) {
        try {
            return YAML.readValue(yaml, RolloutSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    Story rollout(String name, String yaml) {
        text.append("\n    # rollout ").append(name).append('\n').append(yaml.indent(4));
        hub.create(name, spec(yaml));
        return this;
    }

    /** Something happens outside. */
    Story at(String when, String what, Runnable act) {
        script.computeIfAbsent(Instant.parse(when), w -> new ArrayList<>()).add(() -> {
            line("**", what);
            act.run();
        });
        return this;
    }

    void edit(String name, String yaml) {
        hub.edit(new RolloutKey("fleet-stores", name), spec(yaml));
    }

    void delete(String name) {
        hub.delete(new RolloutKey("fleet-stores", name));
    }

    void word(String rollout, String wave, String by, RolloutApprovalSpec.Decision decision) {
        var book = hub.books.get(new RolloutKey("fleet-stores", rollout));
        var hash = book.rollout.status().journal().revision().hash();
        var spec = new RolloutApprovalSpec(
                rollout, hash, wave, RolloutApprovalSpec.At.After, decision, null, by, List.of("hq-ops"), null);
        book.words.add(new Word("word-" + book.words.size(), spec, hub.now));
    }

    /** Plays, then compares with (or writes) the golden file. */
    void told(String file) {
        played();
        compare(Path.of("docs", "stories", file));
    }

    /** Runs to the end. */
    Story played() {
        while (hub.now.isBefore(end)) {
            while (!script.isEmpty() && !script.firstKey().isAfter(hub.now)) {
                script.pollFirstEntry().getValue().forEach(Runnable::run);
            }
            hub.tick();
            var next = end;
            for (var book : hub.books.values()) {
                var wake = book.loop.pass();
                tell(book);
                next = wake.isBefore(next) ? wake : next;
            }
            hub.now = later(next);
        }
        line("**", "the story ends; at most " + hub.mostInFlight + " sites were at work at once");
        return this;
    }

    private Instant later(Instant wake) {
        var next = wake;
        for (var shop : hub.shops.values()) {
            for (var run : shop.runs.values()) {
                next = run.ends.isAfter(hub.now) && run.ends.isBefore(next) ? run.ends : next;
            }
            var fetched = shop.fetches.nextEnd(hub.now);
            next = fetched.isBefore(next) ? fetched : next;
        }
        next = !script.isEmpty() && script.firstKey().isBefore(next) ? script.firstKey() : next;
        var soonest = hub.now.plusSeconds(1);
        return next.isBefore(soonest) ? soonest : next.truncatedTo(ChronoUnit.SECONDS);
    }

    private void tell(StoryBook book) {
        var plan = book.loop.lastPlan();
        var status = book.rollout.status();
        var mark = hub.books.size() > 1 ? book.rollout.key().name() + " " : ALL;
        if (book.gone && !"gone".equals(told.put(mark + "gone", "gone"))) {
            line(mark + "rollout", "is gone");
        }
        if (book.gone || plan == null || status == null || status.phase() == null) {
            return;
        }
        var sites = new TreeMap<String, List<String>>();
        for (var decision : plan.decisions()) {
            var line = kind(decision) + "\t" + decision.sentence();
            if (!line.equals(told.put(mark + decision.site().name(), line))) {
                sites.computeIfAbsent(line, l -> new ArrayList<>())
                        .add(decision.site().name());
            }
        }
        sites.forEach((line, names) -> {
            var parts = line.split("\t", -1);
            line(mark + parts[0], span(names) + ": " + parts[1]);
        });
        for (var wave : status.waves()) {
            var line = wave.name() + " " + wave.state() + ": " + wave.message();
            if (!line.equals(told.put(mark + "wave " + wave.name(), line))) {
                line(mark + "wave", line);
            }
        }
        var phase = "revision " + status.journal().revision().number() + " " + status.phase()
                + (status.pause() == null
                        ? ""
                        : ", " + status.pause().by() + ": " + status.pause().message())
                + " (" + status.conditions().getFirst().message() + ")";
        if (!phase.equals(told.put(mark + "phase", phase))) {
            line(mark + "rollout", phase);
        }
    }

    private static String kind(Decision decision) {
        return switch (decision) {
            case Decision.Admit a -> "admit";
            case Decision.Stage s -> "stage";
            case Decision.Hold h -> "hold";
            case Decision.Release r -> "release";
            case Decision.Follow f -> "follow";
            case Decision.Cancel c -> "cancel";
            case Decision.Done d -> "done";
        };
    }

    private static String span(List<String> names) {
        return names.size() < 4
                ? String.join(", ", names)
                : names.getFirst() + " … " + names.getLast() + " (" + names.size() + ")";
    }

    private void line(String what, String sentence) {
        var time = CLOCK.format(hub.now);
        if (!time.equals(stamp)) {
            text.append('\n').append(time).append('\n');
            stamp = time;
        }
        text.append("  %-8s %s%n".formatted(what, sentence));
    }

    private void compare(Path golden) {
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(golden.getParent());
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
