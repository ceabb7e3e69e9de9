// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.fault.FaultDesk;
import io.granary.simulator.fault.FaultPlan;
import io.granary.simulator.fault.HostileReplies;
import io.granary.simulator.site.Churn;
import io.granary.simulator.site.Truth;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The simulator's own endpoints, for tests and benchmarks of other processes: {@code /simulator/truth}, {@code /log},
 * {@code /faults} and {@code /churn}. The port is on the loopback, so nobody is asked who he is.
 */
final class SimulatorApi {
    private static final String ROOT = "/simulator/";

    private final Truth truth;
    private final FaultDesk faults;
    private final Churn churn;
    private final SimClock clock;

    SimulatorApi(Truth truth, FaultDesk faults, Churn churn, SimClock clock) {
        this.truth = truth;
        this.faults = faults;
        this.churn = churn;
        this.clock = clock;
    }

    /** Answers when the path is the simulator's; false when it is not. */
    boolean handles(HttpServerRequest request) {
        var path = request.path();
        if (path == null || !path.startsWith(ROOT)) {
            return false;
        }
        request.body().onSuccess(body -> {
            try {
                answer(
                        request,
                        path.substring(ROOT.length()),
                        body.length() == 0 ? new JsonObject() : body.toJsonObject());
            } catch (IllegalArgumentException | ClassCastException | DecodeException e) {
                end(
                        request,
                        400,
                        "application/json",
                        new JsonObject().put("message", e.getMessage()).encode());
            }
        });
        return true;
    }

    private void answer(HttpServerRequest request, String what, JsonObject body) {
        boolean post = request.method().name().equals("POST");
        switch (what) {
            case "truth" -> {
                var site = request.getParam("site");
                lines(request, site == null ? truth.rows() : truth.rows(site), Truth.Row::json);
            }
            case "log" ->
                lines(request, truth.after(Long.parseLong(request.getParam("after", "0"))), Truth.Happening::json);
            case "churn" -> {
                if (post) {
                    churn.rate(body.getDouble("perSecond", 0.0));
                }
                end(
                        request,
                        200,
                        "application/json",
                        new JsonObject().put("perSecond", churn.rate()).encode());
            }
            case "faults" -> {
                if (post) {
                    inject(body);
                }
                var kinds = new JsonArray(List.copyOf(HostileReplies.KINDS));
                end(
                        request,
                        200,
                        "application/json",
                        new JsonObject().put("hostile", kinds).encode());
            }
            default -> end(request, 404, "text/plain", "there are truth, log, faults and churn\n");
        }
    }

    /**
     * As in {@code {"site":"c-m-x","fault":"cut"}}, where a site may also be called by its name; a plan is
     * {@code {"fault":"plan","seed":1,"minutes":2,"perMinute":30}}.
     */
    private void inject(JsonObject body) {
        var site = faults.id(body.getString("site", ""));
        var fault = body.getString("fault", "");
        switch (fault) {
            case "cut" -> faults.cut(site);
            case "restore" -> faults.restore(site);
            case "drop-watches" -> faults.dropWatches(site);
            case "restart" -> faults.restartServer(site);
            case "rewind" -> faults.rewind(site);
            case "rebuild" -> faults.rebuild(site);
            case "rename" -> faults.rename(site, body.getString("name", site));
            case "remove" -> faults.remove(site);
            case "add" -> faults.add(site);
            case "slow" -> faults.slow(site, Duration.ofMillis(body.getLong("millis", 0L)));
            case "clock-off" -> faults.clockOff(site, Duration.ofSeconds(body.getLong("seconds", 0L)));
            case "hostile" -> faults.hostile(site, body.getString("kind", ""));
            case "plan" -> plan(body);
            case "image-fails",
                    "image-slow",
                    "admission-denies",
                    "admission-down",
                    "upgrade-stalls",
                    "upgrade-fails",
                    "upgrade-goes-on",
                    "certificates-expire",
                    "nodes-fill" -> sites(body).forEach(each -> harvester(each, fault, body));
            default ->
                throw new IllegalArgumentException("fault is one of cut, restore, drop-watches, restart, rewind,"
                        + " rebuild, rename, remove, add, slow, clock-off, hostile, image-fails, image-slow,"
                        + " admission-denies, admission-down, upgrade-stalls, upgrade-fails, upgrade-goes-on,"
                        + " certificates-expire, nodes-fill, plan; not \"" + fault + "\"");
        }
    }

    /** The site that is named, or a share of all: {@code {"fault":"image-fails","percent":3,"seed":1}}. */
    private List<String> sites(JsonObject body) {
        return body.containsKey("percent")
                ? faults.some(body.getLong("seed", 1L), body.getInteger("percent"))
                : List.of(faults.id(body.getString("site", "")));
    }

    private void harvester(String site, String fault, JsonObject body) {
        var message = body.getString("message", "");
        switch (fault) {
            case "image-fails" ->
                faults.imageFails(
                        site, body.getString("message", "no space left on device"), body.getInteger("times", -1));
            case "image-slow" -> faults.imageSlow(site, body.getInteger("factor", 1));
            case "admission-denies" -> faults.admissionDenies(site, message);
            case "upgrade-stalls" -> faults.upgradeStalls(site, body.getString("stage", "pre-drain"));
            case "upgrade-fails" -> faults.upgradeFails(site, body.getString("stage", "image"), message);
            case "upgrade-goes-on" -> faults.upgradeGoesOn(site);
            case "certificates-expire" -> faults.certificatesExpire(site, body.getInteger("days", 3));
            case "nodes-fill" -> faults.nodesFill(site, body.getInteger("percent", 90));
            default -> faults.admissionDown(site, message);
        }
    }

    private void plan(JsonObject body) {
        var length = Duration.ofSeconds((long) (body.getDouble("minutes", 1.0) * 60));
        FaultPlan.of(body.getLong("seed", 1L), faults.connected(), length, body.getInteger("perMinute", 30))
                .run(clock, faults);
    }

    private static <T> void lines(HttpServerRequest request, List<T> rows, Function<T, JsonObject> json) {
        var text = rows.stream().map(json).map(JsonObject::encode).collect(Collectors.joining("\n", "", "\n"));
        end(request, 200, "application/x-ndjson", text);
    }

    private static void end(HttpServerRequest request, int code, String type, String body) {
        request.response().setStatusCode(code).putHeader("Content-Type", type).end(body);
    }
}
