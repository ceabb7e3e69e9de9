// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.ApiStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** A site's API server in memory: lists in pages, watches with a short memory, and faults on demand. */
final class ScriptedSite implements ApiDoor {
    private static final int MEMORY = 20;

    record Thing(String uid, long version) {}

    record Happening(long version, String type, String key, Thing thing) {}

    final Map<String, TreeMap<String, Thing>> kinds = new TreeMap<>();
    final Map<String, List<Happening>> past = new TreeMap<>();
    final Map<String, Long> forgotten = new TreeMap<>();
    final List<Watch> watches = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    private final TickingTimer timer;
    private final RandomGenerator dice;
    String uid = "cluster-1";
    long version = 100;
    boolean away;
    boolean streams = true;
    int expirePages;
    int perPage = 3;
    private int uids;

    ScriptedSite(TickingTimer timer, RandomGenerator dice) {
        this.timer = timer;
        this.dice = dice;
        kinds.put("virtualmachines", new TreeMap<>());
        kinds.put("virtualmachineinstances", new TreeMap<>());
    }

    void put(String kind, String key) {
        var old = kinds.get(kind).get(key);
        var thing = new Thing(old == null ? "u" + uids++ : old.uid(), ++version);
        kinds.get(kind).put(key, thing);
        happened(kind, new Happening(version, old == null ? "ADDED" : "MODIFIED", key, thing));
    }

    void remove(String kind, String key) {
        var old = kinds.get(kind).remove(key);
        if (old != null) {
            happened(kind, new Happening(++version, "DELETED", key, new Thing(old.uid(), version)));
        }
    }

    private void happened(String kind, Happening happening) {
        var list = past.computeIfAbsent(kind, ignored -> new ArrayList<>());
        list.add(happening);
        if (list.size() > MEMORY) {
            forgotten.put(kind, list.removeFirst().version());
        }
        for (var watch : List.copyOf(watches)) {
            if (watch.kind.equals(kind)) {
                watch.say(event(kind, happening));
            }
        }
    }

    /** Another cluster under this name, whose resource versions have gone further. */
    void rebuild(String name) {
        cut();
        uid = name;
        version += 1_000;
        forget();
        kinds.values().forEach(Map::clear);
    }

    /** An earlier state of etcd comes back. */
    void rewind() {
        cut();
        version = Math.max(1, version - 50);
        forget();
    }

    private void forget() {
        past.clear();
        kinds.keySet().forEach(kind -> forgotten.put(kind, version));
    }

    void cut() {
        List.copyOf(watches).forEach(watch -> watch.fail(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "cut")));
    }

    /** The API server restarts and remembers no events; watches end in peace. */
    void restart() {
        version++;
        forget();
        List.copyOf(watches).forEach(Watch::finish);
    }

    /** The last change never happened, and others took the place of its version before anybody came back. */
    void relive(String kind, String first, String second) {
        cut();
        var undone = past.get(kind).removeLast();
        kinds.get(kind).put(undone.key(), new Thing(undone.thing().uid(), 1));
        version = undone.version() - 1;
        put(kind, first);
        put(kind, second);
    }

    void bookmarks() {
        for (var watch : List.copyOf(watches)) {
            watch.say(bookmark("{\"resourceVersion\":\"" + version + "\"}"));
        }
    }

    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        asked.add(call.path());
        var reply = new CompletableFuture<ApiReply>();
        timer.run(() -> {
            if (away) {
                reply.completeExceptionally(
                        new ApiProblem.Failure(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "away")));
            } else {
                var body = "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"" + uid + "\"}}";
                reply.complete(new ApiReply(200, "application/json", null, body.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return reply;
    }

    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        asked.add(call.path());
        var watch = new Watch(kind(call.path()), reader);
        timer.after(Duration.ofMillis(1 + dice.nextInt(20)), () -> answer(call.path(), watch));
        return watch;
    }

    private static String kind(String path) {
        var end = path.indexOf('?');
        return path.substring(path.lastIndexOf('/', end) + 1, end);
    }

    static String parameter(String path, String name) {
        var at = path.indexOf(name + "=");
        var end = path.indexOf('&', at);
        return at < 0 ? "" : path.substring(at + name.length() + 1, end < 0 ? path.length() : end);
    }

    private void answer(String path, Watch watch) {
        if (away) {
            watch.fail(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "away"));
        } else if (!kinds.containsKey(watch.kind)) {
            watch.refuse(404, "{}");
        } else if (!path.contains("watch=true")) {
            page(path, watch);
        } else if (path.contains("sendInitialEvents")) {
            streamed(watch);
        } else {
            resumed(Long.parseLong(parameter(path, "resourceVersion")), watch);
        }
    }

    private void page(String path, Watch watch) {
        var token = parameter(path, "continue");
        if (!token.isEmpty() && expirePages > 0) {
            expirePages--;
            watch.refuse(410, "{\"code\":410,\"reason\":\"Expired\"}");
            return;
        }
        var rest =
                token.isEmpty() ? kinds.get(watch.kind) : kinds.get(watch.kind).tailMap(token, true);
        var items = new StringBuilder();
        var next = "";
        var count = 0;
        for (var entry : rest.entrySet()) {
            if (count++ == perPage) {
                next = entry.getKey();
                break;
            }
            items.append(items.isEmpty() ? "" : ",").append(object(watch.kind, entry.getKey(), entry.getValue()));
        }
        watch.head(200);
        watch.say("{\"kind\":\"" + name(watch.kind) + "List\",\"metadata\":{\"resourceVersion\":\"" + version
                + "\",\"continue\":\"" + next + "\"},\"items\":[" + items + "]}");
        watch.finish();
    }

    private void streamed(Watch watch) {
        if (!streams) {
            watch.refuse(422, "{\"code\":422}");
            return;
        }
        watch.head(200);
        kinds.get(watch.kind)
                .forEach((key, thing) ->
                        watch.say(event(watch.kind, new Happening(thing.version(), "ADDED", key, thing))));
        watch.say(bookmark(
                "{\"resourceVersion\":\"" + version + "\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}"));
        watches.add(watch);
    }

    private void resumed(long from, Watch watch) {
        var list = past.getOrDefault(watch.kind, List.of());
        var covered = from >= forgotten.getOrDefault(watch.kind, 0L);
        if (from > version) {
            watch.refuse(504, "{\"code\":504,\"message\":\"Too large resource version\"}");
        } else if (!covered) {
            watch.head(200);
            watch.say("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}\n");
            watch.finish();
        } else {
            watch.head(200);
            list.stream().filter(each -> each.version() > from).forEach(each -> watch.say(event(watch.kind, each)));
            watches.add(watch);
        }
    }

    private static String bookmark(String metadata) {
        return "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":" + metadata + "}}\n";
    }

    private static String event(String kind, Happening happening) {
        return "{\"type\":\"" + happening.type() + "\",\"object\":" + object(kind, happening.key(), happening.thing())
                + "}\n";
    }

    static String object(String kind, String key, Thing thing) {
        return "{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"" + name(kind) + "\",\"metadata\":{\"namespace\":\"prod"
                + "\",\"name\":\"" + key + "\",\"uid\":\"" + thing.uid() + "\",\"resourceVersion\":\""
                + thing.version() + "\"}}";
    }

    private static String name(String kind) {
        return kind.equals("virtualmachines") ? "VirtualMachine" : "VirtualMachineInstance";
    }

    /** One reply. */
    final class Watch implements ApiStream {
        private final String kind;
        private final Reader reader;
        private boolean over;

        Watch(String kind, Reader reader) {
            this.kind = kind;
            this.reader = reader;
        }

        void head(int status) {
            if (!over) {
                reader.head(status, "application/json");
            }
        }

        /** Speaks in pieces cut anywhere. */
        void say(String words) {
            var bytes = words.getBytes(StandardCharsets.UTF_8);
            for (var at = 0; at < bytes.length && !over; ) {
                var length = Math.min(bytes.length - at, 1 + dice.nextInt(300));
                reader.data(bytes, at, length);
                at += length;
            }
        }

        void finish() {
            if (end()) {
                reader.end();
            }
        }

        void refuse(int status, String words) {
            head(status);
            say(words);
            finish();
        }

        void fail(ApiProblem problem) {
            if (end()) {
                reader.failed(problem);
            }
        }

        private boolean end() {
            var wasOpen = !over;
            over = true;
            watches.remove(this);
            return wasOpen;
        }

        @Override
        public void cancel() {
            end();
        }

        @Override
        public void pause() {
            // Nothing is sent by itself.
        }

        @Override
        public void resume() {
            // Nothing is sent by itself.
        }
    }
}
