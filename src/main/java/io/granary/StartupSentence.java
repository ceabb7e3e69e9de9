// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import io.granary.kernel.WrongSetting;
import io.granary.kube.Kubeconfig;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says why the hub cannot start, where the reason is a setting. */
final class StartupSentence {
    private static final int DEEPEST = 20;
    private static final Pattern CONVERSION = Pattern.compile(
            "SRCFG\\d+: The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being"
                    + " converted (?:SRCFG\\d+: )?(.*)",
            Pattern.DOTALL);
    private static final Pattern CODES = Pattern.compile("(java\\.[\\w.]+: )?SRCFG\\d+: ");

    private StartupSentence() {}

    /** One sentence; empty where the failure is no setting's, but a fault of the program. */
    static Optional<String> of(Throwable failure) {
        var at = failure;
        for (var depth = 0; depth < DEEPEST; depth++) {
            var sentence = known(at);
            if (sentence.isPresent() || at.getCause() == null) {
                return sentence;
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> known(Throwable failure) {
        return switch (failure) {
            case WrongSetting wrong -> Optional.of(line(wrong));
            case Kubeconfig.Unusable unusable -> Optional.of(line(unusable));
            case QuarkusBindException taken ->
                Optional.of("The port %s of health and metrics is in use: stop what uses it, or set QUARKUS_HTTP_PORT"
                        .formatted(taken.getPort()));
            case BindException ignored ->
                Optional.of("The port of the extension API is in use or not allowed: stop what uses it, or set"
                        + " GRANARY_API_PORT");
            case ConfigValidationException invalid -> Optional.of(invalid(invalid));
            default -> Optional.empty();
        };
    }

    /** The first problem of those that were found; the next start tells the next one. */
    private static String invalid(ConfigValidationException invalid) {
        var message = String.valueOf(invalid.getProblem(0).getMessage());
        var conversion = CONVERSION.matcher(message);
        var plain = conversion.find()
                ? "The setting %s cannot be \"%s\": %s"
                        .formatted(conversion.group(1), conversion.group(2), conversion.group(3))
                : CODES.matcher(message).replaceAll("");
        return oneLine(plain);
    }

    private static String line(Throwable failure) {
        return oneLine(String.valueOf(failure.getMessage()));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
