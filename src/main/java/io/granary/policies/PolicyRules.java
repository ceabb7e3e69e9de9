// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.granary.crd.v1alpha1.PolicySpec.Each;
import io.granary.crd.v1alpha1.PolicySpec.Rule;
import io.granary.kube.PlainText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of one policy, compiled once. */
final class PolicyRules {
    /** Of all loops of one evaluation together; more ends it in an error. */
    private static final int MOST_STEPS = 100_000;

    private final List<Compiled> rules;
    private final List<String> problems;

    /**
     * @param program null where it does not compile
     * @param problem why, in a sentence; empty where it does
     */
    record Compiled(Rule rule, CelRuntime.@Nullable Program program, String problem) {}

    /** What an evaluation came to. */
    sealed interface Answer {
        record Holds() implements Answer {}

        record Broken() implements Answer {}

        /** @param why in words of CEL */
        record Unknown(String why) implements Answer {}
    }

    /** Started with the first rule, which many hubs never have. */
    private static final class Engine {
        private static final CelOptions OPTIONS = CelOptions.current()
                .enableTimestampEpoch(true)
                .evaluateCanonicalTypesToNativeValues(true)
                .comprehensionMaxIterations(MOST_STEPS)
                .maxExpressionCodePointSize(4_096)
                .maxParseRecursionDepth(50)
                .build();
        static final Cel CEL = CelFactory.standardCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("self", SimpleType.DYN)
                .addVar("site", SimpleType.DYN)
                .addVar("nodes", SimpleType.DYN)
                .addVar("backups", SimpleType.DYN)
                .addVar("now", SimpleType.TIMESTAMP)
                .addCompilerLibraries(CelExtensions.strings())
                .addRuntimeLibraries(CelExtensions.strings())
                .build();

        private Engine() {}
    }

    private PolicyRules(List<Compiled> rules, List<String> problems) {
        this.rules = List.copyOf(rules);
        this.problems = List.copyOf(problems);
    }

    /** What is to be read of a site: nodes always, since every rule knows them. */
    Set<Each> kinds() {
        var kinds = EnumSet.of(Each.Node);
        rules.forEach(each -> kinds.add(each.rule().each()));
        return kinds;
    }

    static PolicyRules of(List<Rule> rules) {
        var compiled = rules.stream().map(PolicyRules::compiled).toList();
        var problems = new ArrayList<String>();
        var names = new HashSet<String>();
        for (var each : compiled) {
            if (!each.problem().isEmpty()) {
                problems.add(each.problem());
            }
            if (!names.add(each.rule().name())) {
                problems.add("Two rules are called " + each.rule().name() + ": give each its own name.");
            }
        }
        return new PolicyRules(compiled, problems);
    }

    private static Compiled compiled(Rule rule) {
        try {
            var tree = Engine.CEL.compile(rule.expression()).getAst();
            if (!tree.getResultType().equals(SimpleType.BOOL)
                    && !tree.getResultType().equals(SimpleType.DYN)) {
                return broken(
                        rule,
                        "is " + tree.getResultType().name()
                                + ", neither true nor false: write a comparison in its expression.");
            }
            return new Compiled(rule, Engine.CEL.createProgram(tree), "");
        } catch (CelValidationException invalid) {
            return broken(rule, "does not compile" + place(invalid));
        } catch (CelEvaluationException invalid) {
            return broken(rule, "does not compile: " + PlainText.of(String.valueOf(invalid.getMessage()), 200) + ".");
        }
    }

    private static Compiled broken(Rule rule, String why) {
        return new Compiled(rule, null, "Rule " + rule.name() + " " + why);
    }

    private static String place(CelValidationException invalid) {
        if (invalid.getErrors().isEmpty()) {
            return ": correct its expression.";
        }
        var first = invalid.getErrors().getFirst();
        var at = first.getSourceLocation();
        return " at line " + at.getLine() + ", column " + (at.getColumn() + 1) + ": "
                + PlainText.of(first.getMessage(), 200) + ": correct its expression.";
    }

    /** What is wrong with them wherever they go, in sentences. */
    List<String> problems() {
        return problems;
    }

    List<Compiled> all() {
        return rules;
    }

    /** @param facts by the names that expressions know */
    static Answer ask(CelRuntime.Program program, Map<String, Object> facts) {
        try {
            return switch (program.eval(facts)) {
                case Boolean holds when holds -> new Answer.Holds();
                case Boolean broken -> new Answer.Broken();
                case null, default -> new Answer.Unknown("it is neither true nor false");
            };
        } catch (CelEvaluationException | RuntimeException failed) {
            return new Answer.Unknown(PlainText.of(String.valueOf(failed.getMessage()), 150));
        }
    }
}
