// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import io.granary.kube.Written;
import io.granary.rollout.core.SiteUid;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as a ConfigMap at the site, {@code granary-system/ledger}: one line of JSON for each rollout by its UID,
 * and the lock. Lines of rollouts that want nothing there any more are dropped, the oldest first, above
 * {@value #MOST_LINES}; above {@value #MOST_EVER} any line but that of the lock's owner, those first that were not
 * written for the longest time: what they still fenced ended with a lease of some seconds.
 */
final class ConfigMapLedger implements SiteLedger {
    static final String NAMESPACE = "granary-system";
    static final String NAME = "ledger";
    private static final int MOST_LINES = 64;
    private static final int MOST_EVER = 256;
    private static final String LINE = "rollout.";
    private static final String LOCK = "lock";

    private final SiteObjects sites;
    private final Clock clock;
    /** What was read last, so that a write keeps the lines of other rollouts without asking again. */
    private final Map<SiteUid, ObjectNode> last = new ConcurrentHashMap<>();

    ConfigMapLedger(SiteObjects sites, Clock clock) {
        this.sites = sites;
        this.clock = clock;
    }

    @Override
    public Page read(SiteUid site, String rolloutUid) {
        var found = answered(() -> maps(site).find(NAMESPACE, NAME));
        if (found == null) {
            last.remove(site);
            return new Page("", rolloutUid, 0, null, null);
        }
        last.put(site, found);
        return page(found, rolloutUid);
    }

    @Override
    public Page write(SiteUid site, Page next) {
        var known = last.remove(site);
        if (next.version().isEmpty()) {
            var map = written(next, empty());
            var made = answered(() -> maps(site).create(map));
            if (made instanceof Written.Refused<ObjectNode>(ApiProblem problem)
                    && problem.kind() == ApiProblem.Kind.ABSENT) {
                made = answered(() -> {
                    sites.namespaces(site).create(namespace());
                    return maps(site).create(map);
                });
            }
            return page(stored(made), next.rollout());
        }
        if (known == null || !version(known).equals(next.version())) {
            throw new SiteProblem("the ledger was not read right before");
        }
        return page(stored(answered(() -> maps(site).replace(written(next, known.deepCopy())))), next.rollout());
    }

    private Resources<ObjectNode> maps(SiteUid site) {
        return sites.configMaps(site);
    }

    private static Page page(ObjectNode map, String rollout) {
        var data = map.path("data");
        var line = line(data.path(LINE + rollout).asText(""));
        var intent = line.has("attempt")
                ? new Intent(line.path("revision").asInt(), line.path("attempt").asInt())
                : null;
        var lock = data.path(LOCK).asText("");
        return new Page(version(map), rollout, line.path("epoch").asLong(), intent, lock.isEmpty() ? null : lock);
    }

    private ObjectNode written(Page page, ObjectNode map) {
        var data = map.withObjectProperty("data");
        var line = JsonNodeFactory.instance
                .objectNode()
                .put("epoch", page.epoch())
                .put("at", clock.instant().getEpochSecond());
        var intent = page.intent();
        if (intent != null) {
            line.put("revision", intent.revision()).put("attempt", intent.attempt());
        }
        data.put(LINE + page.rollout(), line.toString());
        if (page.lock() == null) {
            data.remove(LOCK);
        } else {
            data.put(LOCK, page.lock());
        }
        prune(data, LINE + page.rollout());
        return map;
    }

    /**
     * A line without an intent fences an old leader; of many, the lowest epochs are the longest gone. One that cannot
     * be read is its own rollout's affair, and the oldest of all where there are far too many.
     */
    private static void prune(ObjectNode data, String keep) {
        var lines = new ArrayList<String>();
        data.fieldNames().forEachRemaining(name -> {
            if (name.startsWith(LINE)
                    && !name.equals(keep)
                    && !name.equals(LINE + data.path(LOCK).asText(""))) {
                lines.add(name);
            }
        });
        lines.sort(Comparator.comparing((String name) -> !isIdle(data.path(name).asText()))
                .thenComparing(name -> number(data, name, "at"))
                .thenComparing(name -> number(data, name, "epoch")));
        for (var name : lines) {
            var most = isIdle(data.path(name).asText()) ? MOST_LINES : MOST_EVER;
            if (data.size() > most) {
                data.remove(name);
            }
        }
    }

    /** Of lines that cannot be read, or do not say it, 0. */
    private static long number(ObjectNode data, String name, String field) {
        try {
            return line(data.path(name).asText()).path(field).asLong();
        } catch (SiteProblem unreadable) {
            return 0;
        }
    }

    private static boolean isIdle(String text) {
        try {
            return !line(text).has("attempt");
        } catch (SiteProblem unreadable) {
            return false;
        }
    }

    private static JsonNode line(String text) {
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return Wire.mapper().readTree(text);
        } catch (JsonProcessingException edited) {
            throw new SiteProblem("ConfigMap " + NAMESPACE + "/" + NAME
                    + " has a line that is not JSON: somebody edited it; delete that line");
        }
    }

    private static ObjectNode empty() {
        var map = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("namespace", NAMESPACE).put("name", NAME);
        return map;
    }

    private static ObjectNode namespace() {
        var namespace =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", NAMESPACE);
        return namespace;
    }

    private static String version(ObjectNode map) {
        return map.path("metadata").path("resourceVersion").asText("");
    }

    private static @Nullable ObjectNode object(Written<ObjectNode> written) {
        return written instanceof Written.Stored<ObjectNode>(ObjectNode stored) ? stored : null;
    }

    private static ObjectNode stored(Written<ObjectNode> written) {
        var stored = object(written);
        if (stored == null) {
            throw new SiteProblem("the ledger was not written: "
                    + (written instanceof Written.Refused<ObjectNode>(ApiProblem problem)
                            ? problem.message()
                            : "somebody else was faster"));
        }
        return stored;
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure silent) {
            throw new SiteProblem(silent.problem().message());
        }
    }
}
