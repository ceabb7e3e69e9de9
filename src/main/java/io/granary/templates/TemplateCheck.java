// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.rollout.core.Placeholders;
import io.granary.templates.core.TemplateStatuses.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks a Template by itself, before it is rendered for any site. */
final class TemplateCheck {
    private final CloudConfig cloudConfig;

    TemplateCheck(CloudConfig cloudConfig) {
        this.cloudConfig = cloudConfig;
    }

    Findings check(TemplateSpec template) {
        var fingerprints = new ArrayList<String>();
        var keys = new ArrayList<String>();
        for (var key : template.keys()) {
            try {
                fingerprints.add(PublicKey.read(key.publicKey()).fingerprint());
            } catch (PublicKey.Unreadable unreadable) {
                keys.add("Key " + key.name() + ": " + unreadable.getMessage());
            }
        }
        return new Findings(fingerprints, keys, cloudInit(template), parameters(template));
    }

    /**
     * What is wrong with the user data whatever a site fills in: found with a word in the places of parameters that
     * have no default, and with a number as well.
     */
    private List<String> cloudInit(TemplateSpec template) {
        var userData = template.userData();
        if (userData == null) {
            return List.of();
        }
        var withNumbers = cloudConfig.findings(filled(template, userData, "1"));
        return cloudConfig.findings(filled(template, userData, "x")).stream()
                .filter(withNumbers::contains)
                .toList();
    }

    private static String filled(TemplateSpec template, String text, String sample) {
        Map<String, String> values = new HashMap<>();
        for (var parameter : template.parameters()) {
            var usual = parameter.defaultValue();
            values.put(parameter.name(), usual == null ? sample : usual);
        }
        return Placeholders.fill(text, values).text();
    }

    private static List<String> parameters(TemplateSpec template) {
        var problems = new ArrayList<String>();
        var declared = new HashMap<String, String>();
        template.parameters().forEach(parameter -> declared.put(parameter.name(), ""));
        var unknown = new TreeSet<String>();
        texts(template)
                .forEach(
                        text -> unknown.addAll(Placeholders.fill(text, declared).missing()));
        for (var name : unknown) {
            problems.add("The template uses ${" + name + "} and declares no such parameter: add it to spec.parameters,"
                    + " or write $$ for a dollar that is meant as it stands.");
        }
        twice(problems, "parameters", template.parameters(), TemplateSpec.Parameter::name);
        twice(problems, "disks", template.disks(), TemplateSpec.Disk::name);
        twice(problems, "networks", template.networks(), TemplateSpec.Network::name);
        twice(problems, "keys", template.keys(), TemplateSpec.Key::name);
        return problems;
    }

    private static Stream<String> texts(TemplateSpec template) {
        return Stream.of(
                        Stream.<@Nullable String>of(
                                template.description(), template.userData(), template.networkData()),
                        template.disks().stream().map(TemplateSpec.Disk::image),
                        template.networks().stream().map(TemplateSpec.Network::network),
                        template.labels().values().stream())
                .flatMap(texts -> texts)
                .mapMulti((text, known) -> {
                    if (text != null) {
                        known.accept(text);
                    }
                });
    }

    private static <T> void twice(List<String> problems, String what, List<T> all, Function<T, String> name) {
        var seen = new HashSet<String>();
        for (var each : all) {
            if (!seen.add(name.apply(each))) {
                problems.add(
                        "Two of spec." + what + " are named " + name.apply(each) + ": give each a name of its own.");
            }
        }
    }
}
