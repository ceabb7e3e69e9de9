// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.site.VmState.Power;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A virtual machine as its site was set up with it: what never changes, and how it stands at first.
 *
 * @param number position in the site, from 0
 */
record VmPlan(SitePlan site, int number) {
    private static final List<String> OWNERS =
            List.of("retail-it", "platform", "facilities", "finance", "loss-prevention");
    private static final Map<Map<String, String>, Map<String, String>> LABELS = new ConcurrentHashMap<>();
    private static final List<String> TIERS = List.of("gold", "silver", "bronze");

    Seeds seeds() {
        return site.seeds().of("vm").of(number);
    }

    VmProfile profile() {
        return VmProfile.of(seeds().of("profile"));
    }

    String name() {
        return site.isDatacenter()
                ? "%s-%s-%03d".formatted(profile().app(), site.place().hub(), number)
                : "%s-%04d-%02d".formatted(profile().app(), site.index(), number);
    }

    String namespace() {
        int draw = seeds().of("namespace").below(100);
        if (draw < 80) {
            return "retail-prod";
        }
        return draw < 93 ? "retail-test" : "default";
    }

    String uid() {
        return seeds().of("uid").uuid().toString();
    }

    /** Each start makes an instance with a uid of its own. */
    String instanceUid(VmState state) {
        return seeds().of("instance").of(state.starts()).uuid().toString();
    }

    Instant created() {
        return site.installedAt().plus(seeds().of("created").below(60 * 24 * 60), ChronoUnit.MINUTES);
    }

    /** About one machine in six is off; the guest agent of one running machine in ten does not answer. */
    VmState firstState() {
        var power = seeds().of("power").percent(84) ? Power.RUNNING : Power.STOPPED;
        boolean agent = power == Power.RUNNING
                && profile().onVlan()
                && seeds().of("agent").percent(90);
        int node = seeds().of("node").below(site.size().nodes());
        int generation = 1 + seeds().of("generation").below(8);
        long started = created().plusSeconds(50).toEpochMilli();
        return new VmState(power, node, agent, generation, new VmState.Run(1, started), started + 40_000);
    }

    /** The labels of the VirtualMachine; equal ones are the same. */
    Map<String, String> labels() {
        var seeds = seeds();
        var labels = Map.of(
                "harvesterhci.io/creator", "harvester",
                "harvesterhci.io/os", profile().guest().label(),
                "tag.harvesterhci.io/app", profile().app(),
                "tag.harvesterhci.io/owner", seeds.of("owner").pick(OWNERS),
                "tag.harvesterhci.io/tier", seeds.of("tier").pick(TIERS));
        return LABELS.computeIfAbsent(labels, same -> same);
    }

    /** What the names of a machine's disks are made of. */
    Map<String, Object> names() {
        return new HashMap<>(Map.of(
                "name", name(),
                "namespace", namespace(),
                "suffix", seeds().of("suffix").suffix(5),
                "imageUid", SiteObjects.imageUid(site, profile().image()),
                "volumeUid", seeds().of("volume").uuid().toString(),
                "pvcUid", seeds().of("pvc").uuid().toString()));
    }

    /** Everything the templates ask for that does not depend on the state. */
    Map<String, Object> values() {
        var profile = profile();
        var seeds = seeds();
        var values = new HashMap<String, Object>(96);
        values.putAll(profile.guest().words());
        values.put("name", name());
        values.put("namespace", namespace());
        values.put("uid", uid());
        values.put("created", created().toString());
        values.put(
                "description", "%s, %s %d".formatted(profile.app(), site.place().town(), number));
        values.put("os", profile.guest().label());
        values.put("app", profile.app());
        values.put("owner", seeds.of("owner").pick(OWNERS));
        values.put("tier", seeds.of("tier").pick(TIERS));
        values.put("suffix", seeds.of("suffix").suffix(5));
        values.put("image", profile.image());
        values.put("imageClass", SiteObjects.imageClass(site, profile.image()));
        values.put("imageUid", SiteObjects.imageUid(site, profile.image()));
        putHardware(values);
        putNetwork(values);
        putStorage(values);
        return values;
    }

    private void putHardware(Map<String, Object> values) {
        var seeds = seeds();
        var size = profile().size();
        values.put("serial", seeds.of("serial").uuid().toString());
        values.put("firmware", seeds.of("firmware").uuid().toString());
        values.put("rootSize", size.root() + "Gi");
        values.put("dataSize", size.data() + "Gi");
        values.put("cores", size.cores());
        values.put("memoryGi", size.memory());
        values.put("guestMi", size.memory() * 1024 - 256);
        values.put("requestMi", size.memory() * 1024 * 2 / 3);
        values.put("requestMilli", size.cores() * 100);
    }

    private void putNetwork(Map<String, Object> values) {
        var profile = profile();
        int hostId = 20 + number % 220;
        values.put(
                "mac",
                "66:1f:%02x:%02x:%02x:%02x"
                        .formatted(site.index() >> 8 & 255, site.index() & 255, number >> 8 & 255, number & 255));
        values.put(
                "link6",
                "%02xff:fe%02x:%02x%02x"
                        .formatted(site.index() >> 8 & 255, site.index() & 255, number >> 8 & 255, number & 255));
        values.put("nic", profile.onVlan() ? "nic-1" : "default");
        values.put("podNic", seeds().of("nic").hex(11));
        values.put(
                "ip",
                profile.onVlan()
                        ? "10.%d.%d.%d"
                                .formatted(64 + (site.index() >> 8) % 128 + number / 220, site.index() & 255, hostId)
                        : "10.52.%d.%d".formatted(number / 220, hostId));
    }

    private void putStorage(Map<String, Object> values) {
        var seeds = seeds();
        var size = profile().size();
        values.put("home", site.nodeName(firstState().node()));
        values.put("kubevirt", site.release().kubevirt());
        values.put("longhorn", site.release().longhorn());
        values.put("replicas", Math.min(3, site.size().nodes()));
        values.put("pvcUid", seeds.of("pvc").uuid().toString());
        values.put("volumeUid", seeds.of("volume").uuid().toString());
        values.put("rootBytes", (long) size.root() << 30);
        values.put("actualSize", (long) size.root() * (200 + seeds.of("used").below(600)) << 20);
    }
}
