// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.granary.simulator.steve.KubeDoor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.function.Supplier;

/** Asks over HTTP: this Rancher itself, in somebody's name, and whoever offers an extension's files. */
final class Loopback {
    private static final long PATIENCE_MILLIS = 30_000;

    private final HttpClient client;
    private final Supplier<String> self;

    /** @param self the base URL of this Rancher, known once it listens */
    Loopback(Vertx vertx, String authorityPem, Supplier<String> self) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorityPem))));
        this.self = self;
    }

    /** The way to the API server of one cluster. */
    KubeDoor to(String cluster) {
        return order -> ask(order.method(), self.get() + "/k8s/clusters/" + cluster + order.path())
                .compose(request -> {
                    request.putHeader("Authorization", "Bearer " + order.token());
                    if (order.body().length() > 0) {
                        request.putHeader("Content-Type", order.contentType());
                    }
                    return request.send(order.body());
                })
                .compose(response -> response.body().map(body -> new KubeDoor.Answer(response.statusCode(), body)));
    }

    Future<KubeDoor.Answer> get(String url) {
        return ask("GET", url)
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().map(body -> new KubeDoor.Answer(response.statusCode(), body)));
    }

    private Future<HttpClientRequest> ask(String method, String url) {
        return client.request(new RequestOptions()
                .setAbsoluteURI(url)
                .setMethod(HttpMethod.valueOf(method))
                .setTimeout(PATIENCE_MILLIS));
    }
}
