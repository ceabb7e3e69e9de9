// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists in pages that are consistent: the first page pins the objects, and the token says where to go on. */
final class ListPager {
    /** One page; {@code remaining} is negative when not told, the token empty on the last. */
    record Page(long revision, List<StoredObject> items, String token, int remaining) {}

    private record Pinned(GroupResource resource, long revision) {}

    private record Token(long revision, ObjectKey after) {}

    private final ResourceStore store;
    private final int most;
    private final Map<Pinned, List<StoredObject>> pinned = new LinkedHashMap<>(2);

    ListPager(ResourceStore store, int most) {
        this.store = store;
        this.most = most;
    }

    Page page(GroupResource resource, Selection selection, ApiRequest request) {
        var limit = number(request.parameter("limit"));
        var token = request.parameter("continue");
        if (token.isEmpty()) {
            var snapshot = store.snapshot(resource);
            checkRevision(request, snapshot.revision());
            return cut(resource, snapshot, selection, limit);
        }
        if (!request.parameter("resourceVersionMatch").isEmpty()) {
            throw StatusException.badRequest("resourceVersionMatch is forbidden when continue is provided");
        }
        var from = decode(token);
        var objects = pinned(new Pinned(resource, from.revision()));
        var rest = objects.stream()
                .filter(object -> object.key().compareTo(from.after()) > 0)
                .toList();
        return cut(resource, new ResourceStore.Snapshot(from.revision(), rest), selection, limit);
    }

    private Page cut(GroupResource resource, ResourceStore.Snapshot all, Selection selection, int limit) {
        var items = new ArrayList<StoredObject>();
        for (var i = 0; i < all.objects().size(); i++) {
            var object = all.objects().get(i);
            if (!selection.matches(object)) {
                continue;
            }
            if (limit > 0 && items.size() == limit) {
                pin(new Pinned(resource, all.revision()), all.objects());
                var left = selection.everything()
                        ? left(all.objects().subList(i, all.objects().size()), selection)
                        : -1;
                return new Page(
                        all.revision(),
                        items,
                        encode(all.revision(), items.getLast().key()),
                        left);
            }
            items.add(object);
        }
        return new Page(all.revision(), items, "", -1);
    }

    private static int left(List<StoredObject> rest, Selection selection) {
        return (int) rest.stream().filter(selection::matches).count();
    }

    private synchronized void pin(Pinned key, List<StoredObject> objects) {
        if (pinned.putIfAbsent(key, objects) == null && pinned.size() > most) {
            pinned.remove(pinned.keySet().iterator().next());
        }
    }

    private synchronized List<StoredObject> pinned(Pinned key) {
        var objects = pinned.get(key);
        if (objects == null) {
            throw StatusException.expired("The provided continue parameter is too old to display a consistent list"
                    + " result. You can start a new list without the continue parameter.");
        }
        return objects;
    }

    private static void checkRevision(ApiRequest request, long current) {
        var asked = request.parameter("resourceVersion");
        var match = request.parameter("resourceVersionMatch");
        if (!match.isEmpty() && asked.isEmpty()) {
            throw invalid(
                    "resourceVersionMatch",
                    "Forbidden: resourceVersionMatch is forbidden unless resourceVersion" + " is provided",
                    "FieldValueForbidden");
        }
        if (match.equals("Exact") && asked.equals("0")) {
            throw invalid(
                    "resourceVersionMatch",
                    "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
                    "FieldValueForbidden");
        }
        if (asked.isEmpty() || asked.equals("0")) {
            return;
        }
        var wanted = revision(asked);
        if (wanted > current) {
            throw tooLarge(wanted, current);
        }
        if (match.equals("Exact") && wanted != current) {
            throw StatusException.expired("The resourceVersion for the provided list is too old.");
        }
    }

    static long revision(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException notANumber) {
            throw invalid(
                    "resourceVersion",
                    "Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax".formatted(text, text),
                    "FieldValueInvalid");
        }
    }

    static StatusException invalid(String field, String message, String reason) {
        return StatusException.invalid(
                "meta.k8s.io", "ListOptions", "", List.of(StatusException.cause(reason, message, field)));
    }

    static StatusException tooLarge(long wanted, long current) {
        var cause = StatusException.cause("ResourceVersionTooLarge", "Too large resource version", "");
        return new StatusException(
                504,
                "Timeout",
                "Too large resource version: %d, current: %d".formatted(wanted, current),
                new StatusException.Details("", "", "", List.of(cause), 1));
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw StatusException.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text));
        }
    }

    private static String encode(long revision, ObjectKey after) {
        var token = Json.object().put("v", "meta.k8s.io/v1").put("rv", revision);
        token.put("start", after.namespace() + "/" + after.name());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    private static Token decode(String text) {
        try {
            var token = Json.parse(Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
            var start = token.path("start").asText().split("/", 2);
            return new Token(token.path("rv").asLong(), new ObjectKey(start[0], start[1]));
        } catch (RuntimeException unreadable) {
            throw StatusException.badRequest("continue key is not valid: " + text);
        }
    }
}
