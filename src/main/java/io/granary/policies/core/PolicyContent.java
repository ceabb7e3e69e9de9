// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.rollout.core.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a policy wants, ready to be filled in for each site. */
public final class PolicyContent {
    /** What a site has to do with a policy that it left. */
    static final PolicyContent NOTHING = new PolicyContent(
            new PolicySpec(null, null, Map.of(), List.of(), List.of(), List.of(), null, List.of(), null),
            Map.of(),
            List.of(),
            Map.of(),
            "",
            SecretValues.NONE);

    private final PolicySpec spec;
    private final SortedMap<String, String> settings;
    private final List<String> objects;
    private final Map<String, SettingRule> rules;
    private final String hash;
    private final SecretValues secrets;
    /** Where nothing is filled in, all sites share it. */
    private final @Nullable Wish everywhere;

    /**
     * @param settings by name, as texts with places for parameters
     * @param objects as JSON, with places for parameters
     * @param rules of those that may be pushed
     * @param hash of all that a site gets by it
     * @param secrets for the places in settings and objects that name a Secret; without all of them the policy must not
     *     be used
     */
    public PolicyContent(
            PolicySpec spec,
            Map<String, String> settings,
            List<String> objects,
            Map<String, SettingRule> rules,
            String hash,
            SecretValues secrets) {
        this.spec = spec;
        this.objects = List.copyOf(objects);
        this.settings = new TreeMap<>(settings);
        this.rules = Map.copyOf(rules);
        this.hash = hash;
        this.secrets = secrets;
        var plain = spec.parameters().isEmpty()
                && settings.values().stream().noneMatch(text -> text.contains("$"))
                && objects.stream().noneMatch(text -> text.contains("$"));
        this.everywhere = plain ? filled("", Map.of()) : null;
    }

    public String hash() {
        return hash;
    }

    /**
     * What one site shall have.
     *
     * @param problems why that is not known, in sentences; the settings are then not to be used
     */
    public record Wish(List<WantedSetting> settings, List<WantedObject> objects, List<String> problems) {
        public Wish {
            objects = List.copyOf(objects);
            settings = List.copyOf(settings);
            problems = List.copyOf(problems);
        }
    }

    /** What is wrong with it wherever it goes, in sentences. */
    public List<String> problems() {
        return everywhere == null ? List.of() : everywhere.problems();
    }

    public Wish at(String site, Map<String, String> labels) {
        return everywhere != null ? everywhere : filled(site, labels);
    }

    private Wish filled(String site, Map<String, String> labels) {
        var values = SiteValues.of(spec, site, labels);
        var problems = new ArrayList<>(values.missing());
        var wanted = new ArrayList<WantedSetting>();
        settings.forEach((name, text) -> {
            var rule = rules.get(name);
            if (rule == null) {
                return;
            }
            var filled = Placeholders.fill(text, values.values());
            filled.missing().stream()
                    .filter(parameter -> !isDeclared(parameter))
                    .forEach(parameter -> problems.add("Setting " + name + " uses ${" + parameter
                            + "}, which spec.parameters does not declare: declare it, or write $$ for a dollar."));
            var setting = WantedSetting.of(rule, filled.text(), secrets);
            var problem = filled.missing().isEmpty() ? PolicyCheck.misshapen(setting) : "";
            if (!problem.isEmpty()) {
                problems.add(problem);
            }
            wanted.add(setting);
        });
        var made = made(values.values(), problems);
        return new Wish(wanted, made, problems.stream().distinct().toList());
    }

    private List<WantedObject> made(Map<String, String> values, List<String> problems) {
        var made = new ArrayList<WantedObject>();
        var texts = escaped(values);
        for (var text : objects) {
            var filled = Placeholders.fill(text, texts);
            filled.missing().stream()
                    .filter(parameter -> !isDeclared(parameter))
                    .forEach(parameter -> problems.add("An object uses ${" + parameter
                            + "}, which spec.parameters does not declare: declare it, or write $$ for a dollar."));
            switch (WantedObject.read(filled.text(), secrets)) {
                case WantedObject.Read.Usable usable -> made.add(usable.object());
                case WantedObject.Read.Unusable unusable -> problems.add(unusable.sentence());
            }
        }
        return made;
    }

    /** Values go into texts of JSON, whatever they hold. */
    private static Map<String, String> escaped(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Json.escaped(entry.getValue())));
    }

    private boolean isDeclared(String parameter) {
        return spec.parameters().stream().anyMatch(declared -> declared.name().equals(parameter));
    }
}
