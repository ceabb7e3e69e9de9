// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds the settings of a policy against the catalogue, before a site does. */
public final class PolicyCheck {
    private static final Pattern PLACE = Pattern.compile("(?<!\\$)\\$\\{");
    private static final Pattern URL = Pattern.compile("https?://[^\\s/?#]+[^\\s]*");

    private PolicyCheck() {}

    /**
     * @param accepted rules of the settings that may be pushed, in the order of their names
     * @param refused a sentence for each that may not, which says what to do
     * @param careful a sentence for each that may, but should be thought over
     */
    public record Findings(Map<String, SettingRule> accepted, List<String> refused, List<String> careful) {
        public Findings {
            accepted = Map.copyOf(accepted);
            refused = List.copyOf(refused);
            careful = List.copyOf(careful);
        }

        /** The same with more that is refused. */
        public Findings refusing(List<String> more) {
            return new Findings(
                    accepted, Stream.concat(refused.stream(), more.stream()).toList(), careful);
        }
    }

    /** @param settings by name, as texts, with their places for parameters */
    public static Findings check(Map<String, String> settings) {
        var accepted = new TreeMap<String, SettingRule>();
        var refused = new ArrayList<String>();
        var careful = new ArrayList<String>();
        new TreeMap<>(settings).forEach((name, value) -> {
            var rule = SettingCatalogue.find(name);
            if (rule == null) {
                refused.add(unknown(name));
                return;
            }
            var problem = problem(rule, value);
            if (!problem.isEmpty()) {
                refused.add(problem);
                return;
            }
            accepted.put(name, rule);
            if (rule.safety() == Safety.CAREFUL || rule.safety() == Safety.PER_SITE) {
                careful.add("Take care with " + name + ": " + rule.why()
                        + ". Try it with mode Report, then on a few sites.");
            }
        });
        return new Findings(accepted, refused, careful);
    }

    private static String unknown(String name) {
        var near = SettingCatalogue.near(name);
        return "Harvester has no setting " + name + ": "
                + (near == null ? "take it out of spec.settings." : "write " + near + ", or take it out.");
    }

    private static String problem(SettingRule rule, String value) {
        if (SecretValues.isBroken(value)) {
            return "Setting " + rule.name() + " takes a value from nowhere: write valueFrom.secretKeyRef with the name"
                    + " of a Secret and one of its keys.";
        }
        var filled = PLACE.matcher(value).find();
        return switch (rule.safety()) {
            case NEVER ->
                "Setting " + rule.name() + " is never pushed by a policy, because " + rule.why()
                        + ": take it out of spec.settings.";
            case PER_SITE ->
                filled
                        ? ""
                        : "Setting " + rule.name() + " cannot be the same everywhere, because " + rule.why()
                                + ": write the part that differs as ${parameter} and give each site its value.";
            case SAFE, CAREFUL -> filled || value.isEmpty() || SecretValues.isIn(value) ? "" : misshapen(rule, value);
        };
    }

    /** The sentence for a setting that is not what it should be at one site; empty where it is. */
    static String misshapen(WantedSetting wanted) {
        if (wanted.value().isEmpty() || fits(wanted.rule().shape(), wanted.value())) {
            return "";
        }
        return wanted.isSecret()
                ? "Setting " + wanted.name() + " is " + wanted.rule().shape().words()
                        + ", and with what is in the Secret it is not: correct the Secret."
                : misshapen(wanted.rule(), wanted.value());
    }

    /** The sentence for a value that is not what the setting is; empty where it is. */
    static String misshapen(SettingRule rule, String value) {
        return fits(rule.shape(), value)
                ? ""
                : "Setting " + rule.name() + " is " + rule.shape().words() + ", not \"" + SettingComparison.cut(value)
                        + "\": correct it in spec.settings.";
    }

    private static boolean fits(Shape shape, String value) {
        return switch (shape) {
            case TEXT -> true;
            case URL -> isUrl(value);
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case WHOLE -> value.matches("[0-9]{1,18}");
            case DECIMAL -> isNumber(value);
            case JSON -> isObject(value);
            case JSON_OR_URL -> isObject(value) || isUrl(value);
            case PEM -> value.contains("-----BEGIN CERTIFICATE-----") && value.contains("-----END CERTIFICATE-----");
        };
    }

    private static boolean isUrl(String value) {
        return URL.matcher(value).matches();
    }

    private static boolean isNumber(String value) {
        try {
            return value.length() < 40 && new BigDecimal(value).signum() >= 0;
        } catch (NumberFormatException none) {
            return false;
        }
    }

    private static boolean isObject(String value) {
        try {
            return Json.parse(value) instanceof Map<?, ?>;
        } catch (Json.Broken broken) {
            return false;
        }
    }
}
