// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the server shows at present, and what it shows next. The authorities stand in a Secret, where there is one, so
 * that a hub that takes over, or starts again, is trusted at once; without it they live as long as the process. The
 * server's own key never leaves the process, and lives for a month at most.
 */
final class ServingKeys {
    static final Duration LEAF_VALID = Duration.ofDays(30);
    private static final Duration LEAF_RENEWED_BEFORE = Duration.ofDays(20);
    private static final Logger LOG = Logger.getLogger(ServingKeys.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CERTIFICATES = "ca.crt";
    private static final String KEYS = "ca.key";

    private final ApiDoor hub;
    private final @Nullable String secret;
    private final List<String> dnsNames;
    private final Clock clock;
    private final SecureRandom random;
    private ServingAuthorities authorities = new ServingAuthorities(List.of());
    private @Nullable ServingCertificate shown;
    private @Nullable ServingAuthority signer;

    /**
     * @param secret the path of the Secret at the hub's API server, if there is to be one
     * @param dnsNames of the server
     */
    ServingKeys(ApiDoor hub, Optional<String> secret, List<String> dnsNames, Clock clock, SecureRandom random) {
        this.hub = hub;
        this.secret = secret.orElse(null);
        this.dnsNames = dnsNames;
        this.clock = clock;
        this.random = random;
    }

    /** What is to be shown from now on; the same object again where nothing has changed. To be asked now and then. */
    synchronized ServingCertificate current() {
        var now = clock.instant();
        authorities = secret == null ? authorities.renewed(now, random) : shared(secret);
        var signing = authorities.signing(now);
        var last = shown;
        if (last == null
                || isOther(signing)
                || last.ends().minus(LEAF_RENEWED_BEFORE).isBefore(now)) {
            last = signing.issue(dnsNames, now, LEAF_VALID, random);
        }
        if (!last.caPem().equals(authorities.certificates())) {
            last = last.trusted(authorities.certificates());
        }
        signer = signing;
        shown = last;
        return last;
    }

    private boolean isOther(ServingAuthority signing) {
        var before = signer;
        return before == null || !signing.certificate().equals(before.certificate());
    }

    /** What stands in the Secret, renewed there if it is time; what we have where the Secret cannot be used. */
    private ServingAuthorities shared(String path) {
        try {
            var stored = read(hub.await(ApiCall.get(path, Budget.OBJECT)));
            var known = new ServingAuthorities(ServingAuthority.read(text(stored, CERTIFICATES), text(stored, KEYS)));
            var renewed = known.renewed(clock.instant(), random);
            return renewed.equals(known) ? known : written(path, stored, renewed);
        } catch (ApiProblem.Failure | IllegalArgumentException | UncheckedIOException unusable) {
            LOG.warnf(
                    "The Secret of the serving certificate cannot be used, its authorities are in memory meanwhile: %s",
                    unusable.getMessage());
            return authorities.renewed(clock.instant(), random);
        }
    }

    /** Another hub may have been faster: what stands in the Secret counts. */
    private ServingAuthorities written(String path, ObjectNode stored, ServingAuthorities renewed) {
        var data = stored.withObjectProperty("data");
        data.put(CERTIFICATES, encoded(renewed.certificates())).put(KEYS, encoded(renewed.keys()));
        var headers = Map.of("content-type", "application/json", "accept", "application/json");
        var body = stored.toString().getBytes(StandardCharsets.UTF_8);
        var after = read(hub.await(new ApiCall("PUT", path, headers, body, Budget.OBJECT)));
        return new ServingAuthorities(ServingAuthority.read(text(after, CERTIFICATES), text(after, KEYS)));
    }

    private static String text(JsonNode stored, String key) {
        return new String(
                Base64.getDecoder().decode(stored.path("data").path(key).asText("")), StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ObjectNode read(ApiReply reply) {
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        try {
            return (ObjectNode) JSON.readTree(reply.body());
        } catch (IOException | ClassCastException garbled) {
            throw new IllegalArgumentException("the hub answered no object", garbled);
        }
    }
}
