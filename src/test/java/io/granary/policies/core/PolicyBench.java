// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicySpec.Mode;
import io.granary.crd.v1alpha1.PolicySpec.Release;
import io.granary.crd.v1alpha1.RolloutControl.Use;
import io.granary.crd.v1alpha1.RolloutSelector;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.policies.core.PolicyCheck.Findings;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import io.granary.policies.core.SiteReview.Case;
import io.granary.policies.core.Terms.Force;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds a fleet against all settings of the catalogue: 5 % of the sites out of reach, 10 % with one difference, and
 * half with their JSON in another order. Main: {@code PolicyBench [sites]}.
 */
final class PolicyBench {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

    private PolicyBench() {}

    static void main(String[] args) {
        int sites = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        for (var kind : Kind.values()) {
            run(sites, kind);
        }
    }

    private enum Kind {
        THE_SAME_EVERYWHERE,
        FILLED_IN_FOR_EACH_SITE
    }

    private static void run(int sites, Kind kind) {
        var content = content(kind);
        var cases = new ArrayList<Case>();
        for (int site = 0; site < sites; site++) {
            cases.add(site(site));
        }
        var terms = new Terms(Mode.Enforce, Use.Site, 3, Force.NO, Release.Direct);
        var began = cpu();
        var rows = new ArrayList<Row>();
        cases.forEach(
                each -> rows.add(SiteReview.review(each, content, terms, NOW).row()));
        var status = PolicyStatuses.of(
                new PolicyStatuses.Pass(rows, new Findings(Map.of(), List.of(), List.of()), "", 1, 40, null),
                null,
                NOW);
        System.out.printf(
                "%d sites x %d settings, %s: %.2f CPU seconds for the first pass; %s%n",
                sites,
                SettingCatalogue.all().size(),
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                (cpu() - began) / 1e9,
                status.sites());
    }

    /** Time of this thread alone, so that what else the machine does is not counted. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String value(SettingRule rule) {
        return switch (rule.shape()) {
            case JSON, JSON_OR_URL -> "{\"cpu\":400,\"memory\":120,\"servers\":[\"10.20.0.2\",\"10.20.0.3\"]}";
            case WHOLE, DECIMAL -> "30";
            case BOOLEAN -> "true";
            case URL -> "https://updates.example/";
            case TEXT -> "info";
            case PEM -> "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        };
    }

    private static PolicyContent content(Kind kind) {
        var texts = new HashMap<String, String>();
        var rules = new HashMap<String, SettingRule>();
        for (var rule : SettingCatalogue.all()) {
            var text = value(rule);
            texts.put(rule.name(), kind == Kind.THE_SAME_EVERYWHERE ? text : text.replace("10.20", "${net}"));
            rules.put(rule.name(), rule);
        }
        var override = new PolicySpec.Override(new RolloutSelector(Map.of(), List.of()), Map.of("net", "10.20"));
        var net = new TemplateSpec.Parameter("net", null, null, null);
        var spec = kind == Kind.THE_SAME_EVERYWHERE
                ? new PolicySpec(null, null, Map.of(), List.of(), List.of(), List.of(), null, List.of(), null)
                : new PolicySpec(
                        null, null, Map.of(), List.of(), List.of(net), List.of(override), null, List.of(), null);
        return new PolicyContent(spec, texts, List.of(), rules, "hash", SecretValues.NONE);
    }

    private static Case site(int number) {
        var seen = new LinkedHashMap<String, SeenSetting>();
        for (var rule : SettingCatalogue.all()) {
            var value = value(rule);
            if (rule.shape() == Shape.JSON && number % 2 == 0) {
                value = "{ \"servers\":[\"10.20.0.2\",\"10.20.0.3\"], \"memory\":120, \"cpu\":400 }";
            }
            if (rule.name().equals("ntp-servers") && number % 10 == 0) {
                value = "{\"cpu\":100}";
            }
            seen.put(rule.name(), new SeenSetting(value, "", new Writer("kubectl", Hold.WRITTEN), "1", ""));
        }
        var view = new SiteView(
                new SiteUid("c-m-" + number),
                "store-" + number,
                Map.of("role", "store"),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(number % 20 != 1, NOW),
                Duration.ZERO,
                null);
        return new Case(view, null, seen, Map.of(), Map.of(), RuleFindings.NONE);
    }
}
