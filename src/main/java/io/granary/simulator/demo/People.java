// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.rancher.RancherUsers;
import io.granary.simulator.site.SitePlan;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The people of the demonstration: {@code admin}, {@code north} (a team with the Rancher role {@code store-team} on the
 * clusters of the north of Europe), and {@code nobody}, a user of Rancher with no role on any cluster.
 */
public final class People {
    /** What the label {@code hub} says of a site in the north. */
    private static final Set<String> NORTH = Set.of("rtm", "lon", "sto");

    private final SimulatedFleet fleet;
    private final List<Person> all;

    /**
     * Somebody.
     *
     * @param login his name at Rancher, and his password there
     * @param token what goes behind {@code Bearer}
     * @param context his context in the kubeconfig
     */
    private record Person(String login, String token, String context) {}

    private People(SimulatedFleet fleet, List<Person> all) {
        this.fleet = fleet;
        this.all = List.copyOf(all);
    }

    /** Makes them users of Rancher. */
    public static People enrolled(SimulatedFleet fleet) {
        RancherUsers users = fleet.users();
        var all = new ArrayList<>(List.of(new Person("admin", fleet.token(), "granary-demo")));
        all.add(new Person("north", users.enrol("u-north00001", "north", "Team North"), "north"));
        all.add(new Person("nobody", users.enrol("u-nobody0001", "nobody", "No Body"), "nobody"));
        fleet.sites().stream()
                .filter(site -> NORTH.contains(site.place().hub()))
                .map(SitePlan::clusterId)
                .forEach(cluster -> users.grant("u-north00001", cluster, "store-team"));
        return new People(fleet, all);
    }

    /** One context for each of them; the first is the current one. */
    public String kubeconfig() {
        return kubeconfig(Map.of());
    }

    /** The same with a context for each of some further clusters, by name and address, in which the first is admin. */
    String kubeconfig(Map<String, String> clusters) {
        var authority = Base64.getEncoder().encodeToString(fleet.caPem().getBytes(StandardCharsets.US_ASCII));
        var config = new StringBuilder("""
                apiVersion: v1
                kind: Config
                current-context: granary-demo
                clusters:
                - name: rancher-local
                  cluster: {server: "%s/k8s/clusters/local", certificate-authority-data: %s}
                """.formatted(fleet.url(), authority));
        clusters.forEach((name, address) -> config.append("""
                - name: %s
                  cluster: {server: "%s", certificate-authority-data: %s}
                """.formatted(name, address, authority)));
        config.append("users:\n");
        all.forEach(person -> config.append("""
                - name: %s
                  user: {token: "%s"}
                """.formatted(person.login(), person.token())));
        config.append("contexts:\n");
        all.forEach(person -> config.append("""
                - name: %s
                  context: {cluster: rancher-local, user: %s, namespace: fleet-default}
                """.formatted(person.context(), person.login())));
        clusters.keySet().forEach(name -> config.append("""
                - name: %s
                  context: {cluster: %s, user: admin}
                """.formatted(name, name)));
        return config.toString();
    }

    /** Their names at Rancher, with a link that logs each of them in at its pages, and their tokens. */
    JsonObject told() {
        var people = new JsonObject();
        all.forEach(person -> people.put(
                person.login(),
                new JsonObject()
                        .put("context", person.context())
                        .put("login", fleet.url() + "/simulator/login?user=" + person.login())
                        .put("token", person.token())));
        return people;
    }
}
