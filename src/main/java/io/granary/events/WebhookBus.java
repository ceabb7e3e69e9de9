// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.granary.kernel.WrongSetting;
import io.granary.kube.ApiDoors;
import io.granary.kube.FetchRule;
import io.granary.kube.Posts;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * The connector {@code granary-webhook}: the local bus, and besides each event posted to a URL. Where that leads is
 * judged as the sources of images are.
 */
@ApplicationScoped
@Connector(WebhookBus.NAME)
class WebhookBus implements InboundConnector, OutboundConnector {
    static final String NAME = "granary-webhook";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final String PREFIX = "granary.bus.webhook.";

    private final BusConfig config;
    private final LocalBus local;
    private final Instance<ApiDoors> doors;
    private final MeterRegistry meters;
    private @Nullable Posts posts;
    private @Nullable Webhook webhook;

    WebhookBus(
            BusConfig config,
            @Connector(LocalBus.NAME) LocalBus local,
            Instance<ApiDoors> doors,
            MeterRegistry meters) {
        this.config = config;
        this.local = local;
        this.doors = doors;
        this.meters = meters;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config channel) {
        return local.getPublisher(channel);
    }

    /** @throws WrongSetting if it is not said where to */
    @Override
    @SuppressWarnings("unchecked")
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config channel) {
        var hook = opened(config.webhook());
        webhook = hook;
        return new Fork((Flow.Subscriber<Message<?>>) local.getSubscriber(channel), hook);
    }

    private Webhook opened(BusConfig.Webhook settings) {
        var url = settings.url()
                .filter(text -> text.matches("https?://.+"))
                .orElseThrow(() -> new WrongSetting("granary.bus.connector=" + NAME
                        + " needs granary.bus.webhook.url: an address such as" + " https://hooks.example.com/granary"));
        WrongSetting.range(PREFIX + "attempts", settings.attempts(), 1, 20);
        var rule = new FetchRule(
                networks("allowed-networks", settings.allowedNetworks()),
                networks("denied-networks", settings.deniedNetworks()));
        var headers = new TreeMap<String, String>();
        headers.put("content-type", "application/cloudevents+json; charset=utf-8");
        settings.authorization().ifPresent(secret -> headers.put("authorization", secret));
        try {
            var way = doors.get().posts(settings.caFile(), rule);
            posts = way;
            var patience = new Webhook.Patience(settings.attempts(), FIRST_PAUSE);
            return new Webhook(letter -> way.post(url, headers, letter), patience, Drops.counter(meters));
        } catch (IOException unreadable) {
            throw new WrongSetting(PREFIX + "ca-file: " + unreadable.getMessage());
        }
    }

    private static List<FetchRule.Network> networks(String setting, Optional<List<String>> given) {
        try {
            return given.orElse(List.of()).stream().map(FetchRule.Network::of).toList();
        } catch (IllegalArgumentException wrong) {
            throw new WrongSetting(PREFIX + setting + ": " + wrong.getMessage());
        }
    }

    @PreDestroy
    void close() {
        if (webhook != null) {
            webhook.close();
        }
        if (posts != null) {
            posts.close();
        }
    }

    /** To the local bus as ever, and to the webhook. */
    private record Fork(Flow.Subscriber<Message<?>> local, Webhook webhook) implements Flow.Subscriber<Message<?>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            local.onSubscribe(subscription);
        }

        @Override
        public void onNext(Message<?> message) {
            message.getMetadata(OutgoingCloudEventMetadata.class).ifPresent(about -> {
                if (message.getPayload() instanceof GranaryEvent event) {
                    webhook.offer(EventJson.structured(event, about));
                }
            });
            local.onNext(message);
        }

        @Override
        public void onError(Throwable why) {
            local.onError(why);
        }

        @Override
        public void onComplete() {
            local.onComplete();
        }
    }
}
