// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The hub's own token at Rancher ({@code management.cattle.io/v3} Token). Kept in a Secret, so that another hub goes on
 * with it; replaced when two thirds of its life are over, or when it was deleted. The one before is deleted some time
 * after, when nobody signs with it any more: tokens take turns under two names, so the hub needs a right to no other.
 */
final class OwnToken {
    private static final Logger LOG = Logger.getLogger(OwnToken.class);
    private static final String MANAGEMENT = "/apis/management.cattle.io/v3/";
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    /** As Rancher's own tokens are made of: no vowels, no digits that look like letters. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 54;

    private final HubConfig.Identity config;
    private final ApiDoor hub;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random must not be guessable */
    OwnToken(HubConfig.Identity config, ApiDoor hub, Clock clock, RandomGenerator random) {
        this.config = config;
        this.hub = hub;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A token that is good now, {@code <name>:<secret>}; makes one where there is none, or where it is time for the
     * next.
     *
     * @param user the name of the hub's User at Rancher
     * @throws ApiProblem.Failure where the cluster does not answer, or refuses
     * @throws Kubeconfig.Unusable where there is no such user or no Secret, with one sentence that says what to do
     */
    String of(String user) {
        var secret = get(secretPath());
        if (secret == null) {
            throw new Kubeconfig.Unusable("There is no Secret " + config.namespace() + "/" + config.secret()
                    + " for Granary's token at Rancher: the chart makes it, so upgrade the release");
        }
        var kept = text(secret, "token");
        var name = kept.replaceFirst(":.*", "");
        var token = isSlot(name) ? get(MANAGEMENT + "tokens/" + name) : null;
        if (token == null || !isOurs(token, user, kept)) {
            LOG.infof("Granary makes itself a token at Rancher, as %s", user);
            delete(slot("b"));
            return make(user, slot("a"), secret);
        }
        var age = Duration.between(
                Instant.parse(token.at("/metadata/creationTimestamp").asText()), clock.instant());
        if (age.compareTo(Duration.ofMillis(token.path("ttl").asLong())
                        .multipliedBy(2)
                        .dividedBy(3))
                > 0) {
            LOG.infof("Granary replaces its token at Rancher, as %s", user);
            return make(user, name.equals(slot("a")) ? slot("b") : slot("a"), secret);
        }
        if (age.compareTo(OVERLAP) > 0 && !text(secret, "previous").isEmpty()) {
            delete(text(secret, "previous"));
            store(secret, kept, "");
        }
        return kept;
    }

    /**
     * Of our user, not switched off, and of the value that we keep; where Rancher keeps hashes, the value cannot be
     * compared.
     */
    private static boolean isOurs(ObjectNode token, String user, String kept) {
        var hashed = token.at("/metadata/annotations")
                .path("authn.management.cattle.io/token-hashed")
                .asText()
                .equals("true");
        var value =
                token.at("/metadata/name").asText() + ":" + token.path("token").asText();
        return token.path("userId").asText().equals(user)
                && token.path("enabled").asBoolean(true)
                && (hashed || kept.equals(value));
    }

    private String make(String user, String name, ObjectNode secret) {
        var owner = get(MANAGEMENT + "users/" + user);
        if (owner == null) {
            throw new Kubeconfig.Unusable(
                    "There is no User " + user + " at Rancher: the chart makes it, so upgrade the "
                            + "release, or hand over a token with rancher.tokenSecret");
        }
        delete(name);
        var value = new StringBuilder();
        random.ints(LENGTH, 0, ALPHABET.length()).forEach(index -> value.append(ALPHABET.charAt(index)));
        call("POST", MANAGEMENT + "tokens", token(owner, name, value.toString()));
        var bearer = name + ":" + value;
        var before = text(secret, "token").replaceFirst(":.*", "");
        store(secret, bearer, isSlot(before) && !before.equals(name) ? before : "");
        return bearer;
    }

    /** Owned by the user, so that none is left when the user is taken away. */
    private ObjectNode token(ObjectNode owner, String name, String value) {
        var user = owner.at("/metadata/name").asText();
        var token = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "management.cattle.io/v3")
                .put("kind", "Token")
                .put("token", value)
                .put("userId", user)
                .put("authProvider", "local")
                .put("description", "Granary; replaced by itself")
                .put("isDerived", true)
                .put("enabled", true)
                .put("ttl", config.tokenLife().toMillis());
        var meta = token.putObject("metadata").put("name", name);
        meta.putObject("labels")
                .put("authn.management.cattle.io/token-userId", user)
                .put("authn.management.cattle.io/kind", "granary");
        meta.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "management.cattle.io/v3")
                .put("kind", "User")
                .put("name", user)
                .put("uid", owner.at("/metadata/uid").asText());
        token.putObject("userPrincipal")
                .put("provider", "local")
                .put("principalType", "user")
                .put("loginName", owner.path("username").asText())
                .put("displayName", owner.path("displayName").asText())
                .putObject("metadata")
                .put("name", "local://" + user);
        return token;
    }

    private void store(ObjectNode secret, String token, String previous) {
        var data = secret.withObjectProperty("data");
        data.put("token", encoded(token));
        data.put("previous", encoded(previous));
        var stored = call("PUT", secretPath(), secret);
        secret.setAll(Wire.read(stored.body(), ObjectNode.class));
    }

    private boolean isSlot(String name) {
        return name.equals(slot("a")) || name.equals(slot("b"));
    }

    private String slot(String letter) {
        return config.secret() + "-" + letter;
    }

    private String secretPath() {
        return "/api/v1/namespaces/" + config.namespace() + "/secrets/" + config.secret();
    }

    private @Nullable ObjectNode get(String path) {
        var reply = hub.await(ApiCall.get(path, Budget.OBJECT));
        return reply.status() == 404 ? null : Wire.read(checked(reply).body(), ObjectNode.class);
    }

    private void delete(String token) {
        var reply = hub.await(ApiCall.delete(MANAGEMENT + "tokens/" + token));
        if (reply.status() != 404) {
            checked(reply);
        }
    }

    private ApiReply call(String method, String path, ObjectNode object) {
        var headers = Map.of("content-type", "application/json", "accept", "application/json");
        return checked(hub.await(new ApiCall(method, path, headers, Wire.write(object), Budget.OBJECT)));
    }

    private static ApiReply checked(ApiReply reply) {
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        return reply;
    }

    private static String text(JsonNode secret, String key) {
        var value = secret.path("data").path(key).asText("");
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    private static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}
