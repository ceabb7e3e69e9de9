// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.policies.PolicyStory.Thing;
import io.granary.policies.core.SeenObject.Maker;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import io.granary.rollout.core.SiteCalendar;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies over a few stores, told in docs/stories. */
class PolicyStoriesTest {
    private static final String NTP = """
            mode: Enforce
            settings: {ntp-servers: {ntpServers: [10.20.0.2]}}
            """;
    private static final String BY_HAND = "{\"ntpServers\":[\"192.0.2.1\"]}";
    private static final String KEY = "KeyPair.harvesterhci.io/v1beta1 retail/ann";
    private static final String KEYS = """
            mode: Enforce
            objects:
              - {apiVersion: harvesterhci.io/v1beta1, kind: KeyPair, metadata: {name: ann, namespace: retail},
                 spec: {publicKey: ssh-ed25519 AAAA ann}}
            """;

    private static SiteCalendar nightly() {
        return new SiteCalendar(
                ZoneId.of("Europe/Zurich"),
                List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.of(2, 0), Duration.ofHours(4))));
    }

    @Test
    void drift() {
        var story = new PolicyStory("Drift", """
                        Two stores get what the policy wants, one at once, one in its window at night. Then somebody
                        changes both by hand.""")
                .store("store-01", SiteCalendar.ANY)
                .store("store-02", nightly())
                .policy(NTP);
        story.then("2026-11-03T10:00:00Z", "somebody changes the time servers of both stores", () -> {
                    story.write("store-01", "ntp-servers", BY_HAND, "kubectl-edit", Hold.WRITTEN);
                    story.write("store-02", "ntp-servers", BY_HAND, "kubectl-edit", Hold.WRITTEN);
                })
                .told(Duration.ofDays(2), "policy-drift.txt");
    }

    @Test
    void fight() {
        new PolicyStory("A fight", """
                        A script of the till's vendor writes its own time servers back each time. Granary waits longer
                        each time, stops after three, and names the script; a day later it tries again.""")
                .store("store-01", SiteCalendar.ANY)
                .fights("store-01", "ntp-servers", BY_HAND, "till-agent")
                .policy(NTP)
                .told(Duration.ofHours(30), "policy-fight.txt");
    }

    @Test
    void prune() {
        var story = new PolicyStory("Ann leaves", """
                        Her key goes to all stores, and is taken away everywhere when it is taken out of the policy:
                        but not where somebody else had put it before.""")
                .store("store-01", SiteCalendar.ANY)
                .store("store-02", SiteCalendar.ANY)
                .policy(KEYS);
        var theirs = "{\"spec\":{\"publicKey\":\"ssh-rsa BBBB old\"}}";
        story.at("store-02").objects.put(KEY, new Thing(theirs, new Writer("rancher", Hold.WRITTEN), Maker.OTHERS));
        story.then("2026-11-02T09:00:00Z", "her key is taken out of the policy", () -> story.publish("mode: Enforce"))
                .told(Duration.ofHours(3), "policy-prune.txt");
    }

    @Test
    void conflict() {
        var story = new PolicyStory("A conflict", """
                        Argo CD applies the same setting at store-01. Granary names it and leaves it alone, until a
                        person says that it may write over it.""")
                .store("store-01", SiteCalendar.ANY)
                .store("store-02", SiteCalendar.ANY)
                .policy(NTP);
        story.write("store-01", "ntp-servers", BY_HAND, "argocd-controller", Hold.APPLIED);
        story.then(
                        "2026-11-02T09:00:00Z",
                        "a person sets spec.enforcement.force",
                        () -> story.publish(NTP + "enforcement: {force: true}\n"))
                .told(Duration.ofHours(3), "policy-conflict.txt");
    }

    @Test
    void lateJoiner() {
        var story = new PolicyStory("A late joiner", """
                        store-02 is out of reach when the policy comes, and Unknown, whatever it holds. It gets what
                        the others have when it is back. store-03 opens a day later.""")
                .store("store-01", SiteCalendar.ANY)
                .store("store-02", SiteCalendar.ANY)
                .policy(NTP);
        story.at("store-02").online = false;
        story.then("2026-11-02T14:00:00Z", "the line of store-02 is back", () -> story.at("store-02").online = true)
                .then("2026-11-03T08:00:00Z", "store-03 opens", () -> story.store("store-03", SiteCalendar.ANY))
                .then("2026-11-03T09:00:00Z", "the line of store-01 breaks", () -> story.at("store-01").online = false)
                .told(Duration.ofHours(30), "policy-late-joiner.txt");
    }
}
