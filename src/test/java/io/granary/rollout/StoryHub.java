// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Traits;
import io.granary.rollout.core.WindowState;
import io.granary.rollout.core.Windows;
import io.granary.rollout.core.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The hub and the sites of a story, without faults. Every start is judged against the rollout as it stands. */
final class StoryHub implements RolloutStore, SiteLedger, RolloutPayload, Surroundings {
    final Map<RolloutKey, StoryBook> books = new LinkedHashMap<>();
    final Map<SiteUid, Shop> shops = new LinkedHashMap<>();
    final Set<String> broken = new HashSet<>();
    Traits traits = Traits.SHARED;
    Instant now;
    int mostInFlight;
    private long version;

    StoryHub(Instant now) {
        this.now = now;
    }

    /** A site as it is. */
    static final class Shop {
        SiteView view;
        final Duration takes;
        final Map<String, StoryRun> runs = new LinkedHashMap<>();
        final StoryFetches fetches = new StoryFetches();
        final Map<String, Page> pages = new TreeMap<>();
        final Map<String, String> contents = new TreeMap<>();
        /** What lies there, in use or not. */
        final Set<String> shelf = new TreeSet<>();

        boolean online = true;
        boolean gone;
        Instant lastSeen;

        @Nullable
        String lock;

        Shop(SiteView view, Duration takes) {
            this.view = view;
            this.takes = takes;
            this.lastSeen = view.contact().lastSeen();
        }
    }

    void create(String name, RolloutSpec spec) {
        var key = new RolloutKey("fleet-stores", name);
        var loop = new RolloutLoop(key, this, this, this, this);
        books.put(
                key,
                new StoryBook(
                        new HubRollout(key, "uid-" + name, "0", 1, now, "ann", spec, null, HubRollout.Life.FREE),
                        loop));
    }

    /** The process is another one, and remembers nothing. */
    void restart() {
        books.forEach((key, book) -> book.loop = new RolloutLoop(key, this, this, this, this));
    }

    void edit(RolloutKey key, RolloutSpec spec) {
        var old = books.get(key).rollout;
        keep(key, old.generation() + 1, spec, old.status(), old.life());
    }

    /** A person deletes it: it is gone at once, or when it is let go. */
    void delete(RolloutKey key) {
        var book = books.get(key);
        var old = book.rollout;
        book.gone = old.life() == HubRollout.Life.FREE;
        keep(key, old.generation() + 1, Departure.ended(old.spec()), old.status(), HubRollout.Life.GOING);
    }

    private HubRollout keep(
            RolloutKey key, long generation, RolloutSpec spec, @Nullable RolloutStatus status, HubRollout.Life life) {
        var book = books.get(key);
        var old = book.rollout;
        book.rollout =
                new HubRollout(key, old.uid(), "" + ++version, generation, old.createdAt(), "ann", spec, status, life);
        return book.rollout;
    }

    @Override
    public HubRollout bind(HubRollout read) {
        return live(read, HubRollout.Life.BOUND);
    }

    @Override
    public HubRollout letGo(HubRollout read) {
        books.get(read.key()).gone = read.life() == HubRollout.Life.GOING;
        return live(read, HubRollout.Life.FREE);
    }

    private HubRollout live(HubRollout read, HubRollout.Life life) {
        var old = books.get(read.key()).rollout;
        assertThat(read.version()).isEqualTo(old.version());
        return keep(read.key(), old.generation(), old.spec(), old.status(), life);
    }

    @Override
    public void drop(RolloutKey key, Old old) {
        var book = books.get(key);
        switch (old) {
            case Old.Shard(String name) -> book.reports.remove(name);
            case Old.Revision(int number) -> book.revisions.removeIf(kept -> kept.number() == number);
        }
    }

    void tick() {
        for (var shop : shops.values()) {
            for (var run : shop.runs.values()) {
                if (run.state == Sighting.State.RUNNING && !now.isBefore(run.ends)) {
                    var wanted = content(run.order);
                    var fails = broken.contains(shop.view.name() + "/" + wanted);
                    run.state = fails ? Sighting.State.FAILED : Sighting.State.SUCCEEDED;
                    run.before = shop.contents.put(kind(wanted), fails ? "half of " + wanted : wanted);
                    shop.shelf.add(wanted);
                }
            }
        }
    }

    private static String content(Order order) {
        return String.valueOf(order.content().image().name());
    }

    /** Contents of the form kind-version do not replace those of another kind. */
    private static String kind(String content) {
        return content.contains("-") ? content.substring(0, content.indexOf('-')) : "";
    }

    @Override
    public @Nullable HubRollout read(RolloutKey key) {
        var book = books.get(key);
        return book.gone ? null : book.rollout;
    }

    @Override
    public HubRollout writeStatus(HubRollout read, RolloutStatus status) {
        var old = books.get(read.key()).rollout;
        assertThat(read.version()).isEqualTo(old.version());
        return keep(read.key(), old.generation(), old.spec(), status, old.life());
    }

    @Override
    public List<HubReport> reports(RolloutKey key) {
        return List.copyOf(books.get(key).reports.values());
    }

    @Override
    public HubReport writeReport(RolloutKey key, HubReport report) {
        if (report.version() != null && !books.get(key).reports.containsKey(report.name())) {
            throw new StoreProblem("not found");
        }
        var written = new HubReport(report.name(), "" + ++version, report.spec());
        books.get(key).reports.put(report.name(), written);
        return written;
    }

    @Override
    public List<Word> words(RolloutKey key) {
        return List.copyOf(books.get(key).words);
    }

    @Override
    public List<RolloutRevisionSpec> revisions(RolloutKey key) {
        return List.copyOf(books.get(key).revisions);
    }

    @Override
    public void keepRevision(RolloutKey key, RolloutRevisionSpec revision) {
        books.get(key).revisions.add(revision);
    }

    private Shop reach(SiteUid site) {
        var shop = shops.get(site);
        if (!shop.online) {
            throw new SiteProblem("no answer");
        }
        return shop;
    }

    @Override
    public Page read(SiteUid site, String rolloutUid) {
        var shop = reach(site);
        var page = shop.pages.getOrDefault(rolloutUid, new Page("", rolloutUid, 0, null, null));
        return new Page(page.version(), rolloutUid, page.epoch(), page.intent(), shop.lock);
    }

    @Override
    public Page write(SiteUid site, Page next) {
        var shop = reach(site);
        shop.lock = next.lock();
        shop.pages.put(next.rollout(), next);
        return next;
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Sighting observe(Order order) {
        var shop = shops.get(order.site().uid());
        var run = shop.runs.get(order.name());
        var action = run == null
                ? null
                : new Sighting.Action(
                        order.revision(),
                        order.attempt(),
                        run.state,
                        FailureClass.Permanent,
                        run.state == Sighting.State.FAILED ? "checksum differs" : "");
        var wanted = content(order);
        var desired = wanted.equals(shop.contents.get(kind(wanted))) ? Sighting.Desired.YES : Sighting.Desired.NO;
        var staged = run == null ? shop.fetches.seen(order, now) : Sighting.Staged.NO;
        return new Sighting(now, desired, action, staged, Sighting.Precheck.FINE, null, shop.lock);
    }

    @Override
    public Sighting look(Order order) {
        reach(order.site().uid());
        return observe(order);
    }

    @Override
    public void start(Order order, Instant deadline) {
        var shop = reach(order.site().uid());
        var ready = shop.fetches.seen(order, now).equals(Sighting.Staged.DONE);
        var ends = now.plus(ready ? Duration.ofMinutes(1) : shop.takes);
        if (shop.runs.putIfAbsent(order.name(), new StoryRun(order, ends)) == null) {
            judge(shop, order);
        }
    }

    /** Budgets, order, windows and brakes, at the only place that counts: the start. */
    private void judge(Shop shop, Order order) {
        var book = book(order);
        var spec = book.rollout.spec();
        var control = spec.control();
        var running = running(book, null);
        mostInFlight = Math.max(mostInFlight, running);
        assertThat(running).as("in flight").isLessThanOrEqualTo(Integer.parseInt(control.maxConcurrency()));
        if (control.perGroup() != null) {
            var hub = shop.view.labels().get(control.perGroup().label());
            assertThat(running(book, hub))
                    .as("group " + hub)
                    .isLessThanOrEqualTo(control.perGroup().maxConcurrency());
        }
        var alone = shop.runs.values().stream().filter(r -> r.state == Sighting.State.RUNNING);
        assertThat(alone.count()).as("actions at " + shop.view.name()).isEqualTo(1);
        var window = Windows.at(shop.view.calendar(), RolloutControl.Use.Site, List.of(), now);
        assertThat(window).as(shop.view.name()).isInstanceOf(WindowState.Open.class);
        var journal = book.rollout.status().journal();
        assertThat(journal.pause()).isNull();
        assertThat(control.paused()).isNotEqualTo(true);
        assertThat(control.aborted()).isNotEqualTo(true);
        for (var wave : spec.waves()) {
            if (wave.name().equals(shop.view.labels().get("ring"))) {
                break;
            }
            assertThat(journal.latches())
                    .as("waves before that of " + shop.view.name())
                    .anyMatch(latch -> latch.wave().equals(wave.name()) && latch.passedAt() != null);
        }
    }

    private StoryBook book(Order order) {
        return books.values().stream()
                .filter(b -> order.name()
                        .equals(Content.actionName(
                                b.rollout.uid(), order.revision(), order.site().uid(), order.attempt())))
                .findFirst()
                .orElseThrow();
    }

    private int running(StoryBook book, @Nullable String group) {
        return (int) shops.values().stream()
                .filter(shop -> group == null || group.equals(shop.view.labels().get("wan-hub")))
                .flatMap(shop -> shop.runs.values().stream())
                .filter(run -> run.state == Sighting.State.RUNNING)
                .filter(run -> run.order
                        .name()
                        .equals(Content.actionName(
                                book.rollout.uid(),
                                run.order.revision(),
                                run.order.site().uid(),
                                run.order.attempt())))
                .count();
    }

    @Override
    public void stage(Order order, Ahead terms) {
        var shop = reach(order.site().uid());
        assertThat(shop.runs).as("fetches ahead after its start").doesNotContainKey(order.name());
        shop.fetches.begin(order, now, now.plus(shop.takes));
        shop.shelf.add(content(order));
        var control = book(order).rollout.spec().control();
        var fetching = shops.values().stream()
                .filter(each -> each.online)
                .mapToInt(each -> each.fetches.running(now))
                .sum();
        assertThat(fetching)
                .as("fetching ahead")
                .isLessThanOrEqualTo(control.stage().maxConcurrency());
        assertThat(control.paused()).isNotEqualTo(true);
    }

    @Override
    public void cancel(Order order) {
        var run = shops.get(order.site().uid()).runs.get(order.name());
        if (run != null && run.state == Sighting.State.RUNNING) {
            run.state = Sighting.State.FAILED;
        }
    }

    @Override
    public String revert(Order order) {
        var shop = reach(order.site().uid());
        var run = shop.runs.get(order.name());
        assertThat(run.state).as("taken back").isEqualTo(Sighting.State.FAILED);
        assertThat(book(order).rollout.spec().control().revert()).isEqualTo(RolloutControl.Revert.Site);
        shop.contents.compute(kind(content(order)), (kind, half) -> run.before);
        shop.shelf.remove(content(order));
        return "has " + (run.before == null ? "nothing" : run.before) + " again";
    }

    @Override
    public String discard(Order order, List<RolloutTarget> wanted) {
        var shop = reach(order.site().uid());
        assertThat(wanted).extracting(target -> target.image().name()).doesNotContain(content(order));
        assertThat(shop.contents.values()).as("in use").doesNotContain(content(order));
        shop.fetches.drop(order);
        shop.shelf.remove(content(order));
        return content(order) + " was deleted";
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Lease lease(RolloutKey key) {
        return new Lease(1, now.plusSeconds(10));
    }

    @Override
    public List<SiteView> sites(String namespace) {
        return shops.values().stream()
                .filter(shop -> !shop.gone)
                .map(this::view)
                .toList();
    }

    private SiteView view(Shop shop) {
        shop.lastSeen = shop.online ? now : shop.lastSeen;
        var v = shop.view;
        var contact = new SiteView.Contact(shop.online, shop.lastSeen);
        return new SiteView(v.uid(), v.name(), v.labels(), v.calendar(), v.joinedAt(), contact, v.skew(), v.hold());
    }

    @Override
    public List<RolloutSpec> others(RolloutKey key) {
        return List.of();
    }

    @Override
    public Map<SiteUid, String> rivals(RolloutKey key, Rivalry.Claim mine) {
        var others = new ArrayList<Rivalry.Claim>();
        for (var other : books.values()) {
            var pass = other.loop.lastPass();
            if (pass != null && !other.rollout.key().equals(key)) {
                others.add(Rivalry.Claim.of(other.rollout.key().name(), pass.rules(), pass.plan()));
            }
        }
        return Rivalry.before(mine, others, now);
    }
}
