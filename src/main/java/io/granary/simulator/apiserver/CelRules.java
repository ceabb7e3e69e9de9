// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiles and evaluates CEL; programs are kept, since all servers share few schemas. */
final class CelRules {
    /** A rule that does not compile, or ends in an error. */
    static final class Unevaluable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unevaluable(String message) {
            super(message, null, false, false);
        }
    }

    private static final int MOST_PROGRAMS = 10_000;
    private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>(1);

    /** Started when the first rule is met, which many processes never do. */
    private static final class Engine {
        static final Cel CEL = CelFactory.standardCelBuilder()
                .setOptions(CelOptions.current().enableTimestampEpoch(true).build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("self", SimpleType.DYN)
                .addVar("oldSelf", SimpleType.DYN)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.sets(CelOptions.DEFAULT))
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.sets(CelOptions.DEFAULT))
                .build();

        private Engine() {}
    }

    /** The value of an expression over {@code self} and {@code oldSelf}. */
    Object evaluate(String expression, Map<String, Object> facts) {
        try {
            return program(expression).eval(facts);
        } catch (CelEvaluationException failed) {
            throw new Unevaluable(String.valueOf(failed.getMessage()));
        }
    }

    private CelRuntime.Program program(String expression) {
        if (programs.size() > MOST_PROGRAMS) {
            programs.clear();
        }
        return programs.computeIfAbsent(expression, text -> {
            try {
                return Engine.CEL.createProgram(Engine.CEL.compile(text).getAst());
            } catch (CelValidationException | CelEvaluationException broken) {
                throw new Unevaluable("compilation failed: " + broken.getMessage());
            }
        });
    }
}
