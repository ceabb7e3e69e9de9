// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Starts the hub. A setting that is wrong ends it with one sentence on stderr and exit code 1, without a stack trace; a
 * failure that nobody foresaw keeps its trace. What others print to stderr meanwhile is held back until then.
 */
@QuarkusMain
public final class Granary implements QuarkusApplication {
    private static final PrintStream ERRORS = System.err;
    private static final ByteArrayOutputStream HELD = new ByteArrayOutputStream();

    public static void main(String... arguments) {
        System.setErr(new PrintStream(HELD, true, StandardCharsets.UTF_8));
        Quarkus.run(Granary.class, Granary::ended, arguments);
    }

    /** The hub has started. */
    @Override
    public int run(String... arguments) {
        release();
        Quarkus.waitForExit();
        return 0;
    }

    private static void ended(int code, @Nullable Throwable failure) {
        if (failure != null) {
            var sentence = StartupSentence.of(failure);
            if (sentence.isEmpty()) {
                release();
                failure.printStackTrace(ERRORS);
            }
            ERRORS.println("granary: " + sentence.orElse("the hub cannot start; the trace above says where it failed"));
        }
        System.exit(code);
    }

    private static void release() {
        System.setErr(ERRORS);
        ERRORS.print(HELD.toString(StandardCharsets.UTF_8));
        HELD.reset();
    }
}
