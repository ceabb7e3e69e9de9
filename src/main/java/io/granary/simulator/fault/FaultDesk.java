// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.fault;

import io.granary.simulator.SimClock;
import io.granary.simulator.harvester.CertificateMonitor;
import io.granary.simulator.harvester.UpgradeStage;
import io.granary.simulator.rancher.RancherObjects;
import io.granary.simulator.site.Fleet;
import io.granary.simulator.site.Seeds;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the faults happen, in the sites and in what Rancher says of them. */
public final class FaultDesk implements Faults {
    /** Rancher looks at a tunnel every so often (condition Connected). */
    private static final Duration RANCHER_NOTICES = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final RancherObjects rancher;
    private final SimClock clock;
    private final Map<String, Duration> slow = new ConcurrentHashMap<>();
    private final Map<String, Duration> clocks = new ConcurrentHashMap<>();
    private final Map<String, String> hostile = new ConcurrentHashMap<>();
    private final Map<String, SimulatedSite> removed = new ConcurrentHashMap<>();

    public FaultDesk(Fleet fleet, RancherObjects rancher, SimClock clock) {
        this.fleet = fleet;
        this.rancher = rancher;
        this.clock = clock;
        fleet.sites().forEach(this::follow);
    }

    /** Lets Rancher notice when the line to this site is cut or restored. */
    public void follow(SimulatedSite site) {
        site.onLink(() -> changed(site));
    }

    /** How long every answer of the site waits. */
    public Duration delay(String clusterId) {
        return slow.getOrDefault(clusterId, Duration.ZERO);
    }

    /** What the site takes for the time. */
    public Instant time(String clusterId) {
        return clock.now().plus(clocks.getOrDefault(clusterId, Duration.ZERO));
    }

    /** The hostile body that the site answers with, if any. */
    public Optional<String> hostility(String clusterId) {
        return Optional.ofNullable(hostile.get(clusterId));
    }

    /** Ids of the sites that Rancher reaches now. */
    public List<String> connected() {
        return fleet.sites().stream()
                .filter(site -> site.link() == Link.CONNECTED)
                .map(site -> site.plan().clusterId())
                .toList();
    }

    /** The id of a site that is called so, or the same text again. */
    public String id(String idOrName) {
        return fleet.named(idOrName).map(site -> site.plan().clusterId()).orElse(idOrName);
    }

    /**
     * Ids of about so many percent of the sites, at least one; they follow from the seed.
     *
     * @param percent 0 to 100
     */
    public List<String> some(long seed, int percent) {
        var dice = new Seeds(seed).of("some");
        var ids = fleet.sites().stream().map(site -> site.plan().clusterId()).toList();
        var chosen = ids.stream().filter(id -> dice.of(id).percent(percent)).toList();
        return chosen.isEmpty() && !ids.isEmpty() ? List.of(dice.pick(ids)) : chosen;
    }

    @Override
    public void cut(String clusterId) {
        link(clusterId, Link.OFFLINE);
    }

    @Override
    public void restore(String clusterId) {
        link(clusterId, Link.CONNECTED);
    }

    @Override
    public void dropWatches(String clusterId) {
        site(clusterId).dropWatches();
    }

    @Override
    public void restartServer(String clusterId) {
        site(clusterId).restartServer();
    }

    @Override
    public void rewind(String clusterId) {
        site(clusterId).rewind();
    }

    @Override
    public void rebuild(String clusterId) {
        site(clusterId).rebuild();
    }

    @Override
    public void rename(String clusterId, String name) {
        var site = site(clusterId);
        site.rename(name);
        rancher.write(site.plan(), site.link(), clock.now());
    }

    @Override
    public void remove(String clusterId) {
        var site = site(clusterId);
        removed.put(clusterId, site);
        fleet.remove(site);
        rancher.remove(site.plan());
        site.dropWatches();
    }

    @Override
    public void add(String clusterId) {
        var site = removed.remove(clusterId);
        if (site == null) {
            throw new IllegalArgumentException("site " + clusterId + " was not removed");
        }
        fleet.restore(site);
        rancher.write(site.plan(), site.link(), clock.now());
    }

    @Override
    public void slow(String clusterId, Duration delay) {
        site(clusterId);
        if (delay.isZero()) {
            slow.remove(clusterId);
        } else {
            slow.put(clusterId, delay);
        }
    }

    @Override
    public void clockOff(String clusterId, Duration fast) {
        site(clusterId);
        clocks.put(clusterId, fast);
    }

    @Override
    public void hostile(String clusterId, String kind) {
        var site = site(clusterId);
        if (kind.isEmpty()) {
            hostile.remove(clusterId);
        } else if (HostileReplies.KINDS.contains(kind)) {
            hostile.put(clusterId, kind);
        } else {
            throw new IllegalArgumentException("hostile is one of " + HostileReplies.KINDS + ", not " + kind);
        }
        site.dropWatches();
    }

    @Override
    public void imageFails(String clusterId, String message, int times) {
        site(clusterId).troubles().failImages(message, times);
    }

    @Override
    public void imageSlow(String clusterId, int factor) {
        site(clusterId).troubles().slowImages(factor);
    }

    @Override
    public void admissionDenies(String clusterId, String message) {
        site(clusterId).troubles().denyWrites(message);
    }

    @Override
    public void admissionDown(String clusterId, String reason) {
        site(clusterId).troubles().loseWebhook(reason);
    }

    @Override
    public void upgradeStalls(String clusterId, String stage) {
        site(clusterId).troubles().stallUpgrades(UpgradeStage.named(stage));
    }

    @Override
    public void upgradeFails(String clusterId, String stage, String message) {
        site(clusterId).troubles().failUpgrades(UpgradeStage.named(stage), message);
    }

    @Override
    public void upgradeGoesOn(String clusterId) {
        site(clusterId).troubles().freeUpgrades();
    }

    @Override
    public void certificatesExpire(String clusterId, int days) {
        var site = site(clusterId);
        CertificateMonitor.expire(site.troubles(), site.store(), days, clock.now());
    }

    @Override
    public void nodesFill(String clusterId, int percent) {
        site(clusterId).troubles().fillNodes(percent);
    }

    private void link(String clusterId, Link link) {
        site(clusterId).link(link);
    }

    private void changed(SimulatedSite site) {
        var since = clock.now();
        var link = site.link();
        clock.after(RANCHER_NOTICES, () -> {
            if (site.link() == link
                    && fleet.byClusterId(site.plan().clusterId()).isPresent()) {
                rancher.write(site.plan(), link, since);
            }
        });
    }

    private SimulatedSite site(String clusterId) {
        return fleet.byClusterId(clusterId)
                .orElseThrow(() -> new IllegalArgumentException("Rancher knows no site " + clusterId));
    }
}
