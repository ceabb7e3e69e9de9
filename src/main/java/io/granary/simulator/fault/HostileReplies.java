// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.fault;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.TreeSet;

/** Bodies that no honest API server sends; the numbers are those of the hostile-site suite. */
public final class HostileReplies {
    /** Which there are. */
    public static final Set<String> KINDS = new TreeSet<>(Set.of(
            "HS-01", "HS-02", "HS-03", "HS-04", "HS-05", "HS-06", "HS-08", "HS-09", "HS-10", "HS-11", "HS-15", "HS-16",
            "HS-18", "HS-19", "HS-20", "HS-21", "HS-23", "HS-24", "HS-28"));

    private static final String LIST = "{\"kind\":\"VirtualMachineList\",\"apiVersion\":\"kubevirt.io/v1\",";

    private final Vertx vertx;

    public HostileReplies(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Answers with the hostile body of that kind. */
    public void answer(HttpServerRequest request, String kind) {
        boolean watch = request.getParam("watch") != null;
        switch (kind) {
            case "HS-01" -> endless(request, LIST + "\"metadata\":{},\"items\":[", item("x") + ",");
            case "HS-02" -> json(request, list("1", item("a".repeat(4 << 20))));
            case "HS-03" -> endless(request, "{\"type\":\"ADDED\",\"object\":{\"a\":\"", "a".repeat(1 << 14));
            case "HS-04" -> json(request, LIST + "\"items\":" + "[".repeat(1_000_000));
            case "HS-05" ->
                json(request, LIST + "\"metadata\":{\"generation\":" + "9".repeat(1_000_000) + "},\"items\":[]}");
            case "HS-06" -> json(request, list("1", labels()));
            case "HS-08" -> json(request, list("1", "{\"metadata\":{\"name\":\"a\",\"uid\":\"1\",\"uid\":\"2\"}}"));
            case "HS-09" -> type(request, "text/html", "<html><body>Sign in</body></html>");
            case "HS-10" -> json(request, list("9".repeat(10_240), "{\"kind\":\"Pod\"}"));
            case "HS-11" ->
                json(
                        request,
                        Buffer.buffer(list("1", item("\u0000\u202e\u001b[31m=cmd")))
                                .appendBytes(new byte[] {(byte) 0xC3, (byte) 0x28}));
            case "HS-15" ->
                json(request, LIST + "\"metadata\":{\"resourceVersion\":\"5\",\"continue\":\"same\"},\"items\":[]}");
            case "HS-16" -> json(request, watch ? bookmark("-1") : list("18446744073709551616", item("a")));
            case "HS-18" -> endless(request, "", bookmark("7"));
            case "HS-19" ->
                json(request, 410, "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}");
            case "HS-20" -> retryAfter(request);
            case "HS-21" -> json(request, 401, "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":401}");
            case "HS-23" ->
                request.response()
                        .setStatusCode(307)
                        .putHeader("Location", "http://169.254.169.254/latest/meta-data")
                        .end();
            case "HS-24" -> drip(request);
            case "HS-28" -> headers(request);
            default -> throw new IllegalArgumentException("no hostile reply is called " + kind);
        }
    }

    private static String item(String name) {
        return "{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"VirtualMachine\",\"metadata\":{\"namespace\":\"default\","
                + "\"name\":\"" + name + "\",\"uid\":\"u-1\",\"resourceVersion\":\"1\"},\"spec\":{},\"status\":{}}";
    }

    private static String list(String resourceVersion, String items) {
        return LIST + "\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"},\"items\":[" + items + "]}";
    }

    private static String bookmark(String resourceVersion) {
        return "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"VirtualMachine\",\"apiVersion\":\"kubevirt.io/v1\","
                + "\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"}}}\n";
    }

    private static String labels() {
        var labels = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            labels.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        return "{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u\",\"labels\":{" + labels + "}}}";
    }

    private static void json(HttpServerRequest request, String body) {
        json(request, 200, body);
    }

    private static void json(HttpServerRequest request, Buffer body) {
        request.response().putHeader("Content-Type", "application/json").end(body);
    }

    private static void json(HttpServerRequest request, int code, String body) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }

    private static void type(HttpServerRequest request, String type, String body) {
        request.response().putHeader("Content-Type", type).end(body);
    }

    private static void retryAfter(HttpServerRequest request) {
        request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "2147483647")
                .end("slow down");
    }

    private static void headers(HttpServerRequest request) {
        var response = request.response();
        for (int i = 0; i < 10_000; i++) {
            response.putHeader("x-filler-" + i, "y");
        }
        response.end("{}");
    }

    /** Goes on until the client has had enough; obeys the client's pace, so that this process stays small. */
    private static void endless(HttpServerRequest request, String head, String again) {
        var response = request.response().setChunked(true).putHeader("Content-Type", "application/json");
        var part = Buffer.buffer(again.repeat(Math.max(1, (16 << 10) / again.length())));
        response.write(head);
        Runnable more = () -> {
            while (!response.closed() && !response.ended() && !response.writeQueueFull()) {
                response.write(part);
            }
        };
        response.drainHandler(nothing -> more.run());
        response.exceptionHandler(nothing -> {});
        more.run();
    }

    /** A byte a second. */
    private void drip(HttpServerRequest request) {
        var response = request.response().setChunked(true).putHeader("Content-Type", "application/json");
        response.write("{");
        vertx.setPeriodic(1_000, timer -> {
            if (response.closed() || response.ended()) {
                vertx.cancelTimer(timer);
            } else {
                response.write(" ");
            }
        });
    }
}
