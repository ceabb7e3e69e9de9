// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicySpec.Each;
import io.granary.policies.PolicyRules.Answer;
import io.granary.policies.PolicyRules.Compiled;
import io.granary.policies.core.RuleFindings;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What rules are asked about at one site, for the length of one look. */
final class RuleFacts {
    /** For all rules of a policy at one site together. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int MOST_BROKEN = 16;

    private final Map<Each, List<Map<String, Object>>> objects;
    private final Map<String, Object> shared = new HashMap<>();

    /** @param objects of the site by what rules may be about */
    RuleFacts(
            SiteView site,
            Map<Each, List<Map<String, Object>>> objects,
            List<Map<String, Object>> backups,
            Instant now) {
        this.objects = objects;
        shared.put("site", Map.of("name", site.name(), "labels", site.labels()));
        shared.put("nodes", objects.getOrDefault(Each.Node, List.of()));
        shared.put("backups", backups);
        shared.put("now", now);
    }

    /** @param clock so that rules end in time; a rule that was not asked to the end is not known */
    RuleFindings findings(List<Compiled> rules, Supplier<Instant> clock) {
        var end = clock.get().plus(LONGEST);
        var broken = new ArrayList<Difference>();
        var unknown = new ArrayList<String>();
        for (var rule : rules) {
            var why = rule.problem().isEmpty() ? ask(rule, broken, clock, end) : rule.problem();
            if (!why.isEmpty()) {
                unknown.add(why);
            }
        }
        return new RuleFindings(broken.subList(0, Math.min(MOST_BROKEN, broken.size())), unknown);
    }

    private String ask(Compiled compiled, List<Difference> broken, Supplier<Instant> clock, Instant end) {
        var rule = compiled.rule();
        var program = compiled.program();
        var why = "";
        for (var object : objects.getOrDefault(rule.each(), List.of())) {
            if (program == null || clock.get().isAfter(end)) {
                return "Rule " + rule.name() + " took too long here: make its expression simpler.";
            }
            var facts = new HashMap<>(shared);
            facts.put("self", object);
            switch (PolicyRules.ask(program, facts)) {
                case Answer.Holds holds -> {}
                case Answer.Broken broke ->
                    broken.add(new Difference("Rule " + rule.name(), name(object), rule.message(), null, null));
                case Answer.Unknown unknown ->
                    why = "Rule " + rule.name() + " cannot be evaluated for " + name(object) + ": " + unknown.why()
                            + ".";
            }
        }
        return why;
    }

    private static String name(Map<String, Object> object) {
        if (!(object.get("metadata") instanceof Map<?, ?> meta)) {
            return "";
        }
        var namespace = meta.get("namespace");
        return namespace == null ? String.valueOf(meta.get("name")) : namespace + "/" + meta.get("name");
    }

    /** An object as CEL sees it; labels, annotations and status are always there. */
    static Map<String, Object> object(JsonNode json) {
        var object = map(json);
        var meta = map(json.path("metadata"));
        meta.putIfAbsent("labels", Map.of());
        meta.putIfAbsent("annotations", Map.of());
        meta.remove("managedFields");
        object.put("metadata", meta);
        object.putIfAbsent("status", Map.of());
        return object;
    }

    private static Map<String, Object> map(JsonNode json) {
        var map = new HashMap<String, Object>();
        json.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    private static Object value(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> map(json);
            case ARRAY -> {
                var list = new ArrayList<Object>();
                json.forEach(item -> list.add(value(item)));
                yield list;
            }
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.isIntegralNumber() ? (Object) json.longValue() : (Object) json.doubleValue();
            case STRING -> json.asText();
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }
}
