// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import io.granary.api.core.StatusProblem.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a list or watch (meta/v1 ListOptions and TableOptions), with the rules of apimachinery's
 * {@code internalversion/validation}.
 *
 * @param labelSelector as sent, or empty
 * @param fieldSelector as sent, or empty
 * @param limit rows in a page, 0 for all
 * @param continueToken where a page goes on, or empty
 * @param version what is asked of the resource version
 * @param timeoutSeconds 0 when the client leaves it to us
 * @param watching null for a list
 * @param includeObject what each row of a Table carries
 */
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        int limit,
        String continueToken,
        VersionWish version,
        int timeoutSeconds,
        @Nullable Watching watching,
        IncludeObject includeObject) {

    /** How a watch begins and what it carries. */
    public record Watching(boolean bookmarks, Initial initial) {}

    /** Whether a watch begins with what is there. */
    public enum Initial {
        /** Not asked: it does when no resource version is named. */
        BY_VERSION,
        SENT,
        LEFT_OUT
    }

    /** What a Table's rows carry beside their cells. */
    public enum IncludeObject {
        NONE,
        METADATA,
        OBJECT
    }

    /**
     * Reads the parameters; those that Kubernetes does not know are ignored, as Kubernetes does.
     *
     * @throws StatusProblem 400 for text that cannot be read, 422 for options that contradict one another
     */
    public static ListOptions of(Map<String, String> parameters) {
        var match = text(parameters, "resourceVersionMatch");
        var version = text(parameters, "resourceVersion");
        var token = text(parameters, "continue");
        var initial = parameters.containsKey("sendInitialEvents") ? flag(parameters, "sendInitialEvents") : null;
        var watch = flag(parameters, "watch");
        var causes = watch ? watchCauses(match, token, initial) : listCauses(match, version, token, initial);
        if (!causes.isEmpty()) {
            throw StatusProblem.invalid("meta.k8s.io", "ListOptions", causes);
        }
        if (!token.isEmpty() && !version.isEmpty() && !version.equals("0")) {
            throw StatusProblem.badRequest("specifying resource version is not allowed when using continue");
        }
        return new ListOptions(
                text(parameters, "labelSelector"),
                text(parameters, "fieldSelector"),
                number(parameters, "limit"),
                token,
                VersionWish.of(version, match),
                number(parameters, "timeoutSeconds"),
                watch ? new Watching(flag(parameters, "allowWatchBookmarks"), initial(initial)) : null,
                include(text(parameters, "includeObject")));
    }

    private static Initial initial(@Nullable Boolean asked) {
        if (asked == null) {
            return Initial.BY_VERSION;
        }
        return asked ? Initial.SENT : Initial.LEFT_OUT;
    }

    private static List<Cause> listCauses(String match, String version, String token, @Nullable Boolean initial) {
        var causes = new ArrayList<Cause>();
        if (!match.isEmpty()) {
            if (version.isEmpty()) {
                causes.add(Cause.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }
            matchCauses(match, token, List.of("Exact", "NotOlderThan", ""), causes);
            if (match.equals("Exact") && version.equals("0")) {
                causes.add(Cause.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (initial != null) {
            causes.add(Cause.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        return causes;
    }

    private static List<Cause> watchCauses(String match, String token, @Nullable Boolean initial) {
        var causes = new ArrayList<Cause>();
        if (initial != null && !match.equals("NotOlderThan")) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!match.isEmpty()) {
            if (initial == null) {
                causes.add(Cause.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }
            matchCauses(match, token, List.of("NotOlderThan"), causes);
        }
        return causes;
    }

    private static void matchCauses(String match, String token, List<String> allowed, List<Cause> causes) {
        if (!token.isEmpty()) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }
        if (!allowed.contains(match)) {
            causes.add(Cause.unsupported("resourceVersionMatch", match, allowed));
        }
    }

    private static String text(Map<String, String> parameters, String name) {
        return parameters.getOrDefault(name, "");
    }

    /** As apimachinery's Convert_Slice_string_To_bool: present means true, unless it says false or 0. */
    private static boolean flag(Map<String, String> parameters, String name) {
        var value = parameters.get(name);
        return value != null
                && !value.equals("0")
                && !value.toLowerCase(Locale.ROOT).equals("false");
    }

    private static int number(Map<String, String> parameters, String name) {
        var value = text(parameters, name);
        if (value.isEmpty()) {
            return 0;
        }
        try {
            var number = Long.parseLong(value);
            if (number >= 0) {
                return (int) Math.min(number, Integer.MAX_VALUE);
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with what is allowed.
        }
        throw StatusProblem.badRequest(
                name + ": \"" + Text.shown(value) + "\" is not allowed: a whole number from 0 up is");
    }

    private static IncludeObject include(String value) {
        return switch (value) {
            case "", "Metadata" -> IncludeObject.METADATA;
            case "None" -> IncludeObject.NONE;
            case "Object" -> IncludeObject.OBJECT;
            case String other ->
                throw StatusProblem.badRequest(
                        "includeObject: \"" + Text.shown(other) + "\" is not allowed: None, Metadata and Object are");
        };
    }
}
