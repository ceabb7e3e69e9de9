// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.granary.kernel.SiteId;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rooms of the house, and which other rooms each may know. The drawing in ARCHITECTURE.md says the same. */
final class Rooms {
    static final String HOUSE = "io.granary";

    /** A room and the rooms it may know. {@code main} is the root package, which wires the rooms together. */
    static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("kernel", Set.of()),
            Map.entry("crd", Set.of("kernel")),
            Map.entry("kube", Set.of("kernel", "crd")),
            Map.entry("access", Set.of("kernel", "crd", "kube")),
            Map.entry("events", Set.of("kernel", "crd", "kube")),
            Map.entry("sites", Set.of("kernel", "crd", "kube", "events")),
            Map.entry("inventory", Set.of("kernel", "crd", "kube", "events", "sites")),
            Map.entry("rollout", Set.of("kernel", "crd", "kube", "events", "sites", "inventory")),
            Map.entry("images", Set.of("kernel", "crd", "kube", "events", "sites", "inventory", "rollout")),
            Map.entry("templates", Set.of("kernel", "crd", "kube", "events", "sites", "inventory", "rollout")),
            Map.entry("upgrades", Set.of("kernel", "crd", "kube", "events", "sites", "inventory", "rollout")),
            Map.entry("policies", Set.of("kernel", "crd", "kube", "events", "sites", "inventory", "rollout")),
            Map.entry("provisioning", Set.of("kernel", "crd", "kube", "events", "sites", "inventory")),
            Map.entry(
                    "api",
                    Set.of(
                            "kernel",
                            "crd",
                            "kube",
                            "access",
                            "events",
                            "sites",
                            "inventory",
                            "rollout",
                            "images",
                            "templates",
                            "upgrades",
                            "policies",
                            "provisioning")),
            Map.entry(
                    "main",
                    Set.of(
                            "kernel",
                            "crd",
                            "kube",
                            "access",
                            "events",
                            "sites",
                            "inventory",
                            "rollout",
                            "images",
                            "templates",
                            "upgrades",
                            "policies",
                            "provisioning",
                            "api")),
            Map.entry("simulator", Set.of()));

    /** The compiled house without its tests, however it was built. */
    static final JavaClasses HOUSE_CLASSES = new ClassFileImporter().importPath(output());

    private Rooms() {}

    static String of(JavaClass type) {
        return of(type.getPackageName());
    }

    static String of(String packageName) {
        if (!packageName.startsWith(HOUSE + ".")) {
            return packageName.equals(HOUSE) ? "main" : "";
        }
        return packageName.substring(HOUSE.length() + 1).split("\\.")[0];
    }

    /** Which rooms each room really uses, from the compiled code. */
    static Map<String, Set<String>> arrows() {
        var arrows = new TreeMap<String, Set<String>>();
        for (var type : HOUSE_CLASSES) {
            for (var use : type.getDirectDependenciesFromSelf()) {
                var to = of(use.getTargetClass().getBaseComponentType());
                if (!to.isEmpty() && !to.equals(of(type))) {
                    arrows.computeIfAbsent(of(type), room -> new TreeSet<>()).add(to);
                }
            }
        }
        return arrows;
    }

    private static Path output() {
        try {
            return Path.of(SiteId.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
