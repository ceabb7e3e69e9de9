// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.granary.crd.v1alpha1.Image;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiReply;
import io.granary.kube.ApiStream;
import io.granary.kube.HubObject;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Where a site fetches an image, and how it stores it: by the labels of the site. */
class ImageVisitsTest {
    private static final String SHA512 = "ab".repeat(64);

    private final ImageShelf shelf = new ImageShelf(image -> {});
    private final PayloadSites sites =
            uid -> new SiteLink(new SiteId("c-m-1"), "fleet-stores", "store-1", Map.of(), true, new Silent());
    private final ImageVisits visits = new ImageVisits(shelf, sites, new SiteObjects(sites, new Random(1)));

    private static final class Silent implements ApiDoor {
        @Override
        public CompletionStage<ApiReply> send(ApiCall call) {
            throw new AssertionError("nobody asked the site");
        }

        @Override
        public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
            throw new AssertionError("nobody asked the site");
        }
    }

    @Test
    void theFirstMirrorWhoseLabelsFitServesASiteAndTheLibraryTheOthers() throws JsonProcessingException {
        publish("""
                file: pos.qcow2
                mirrors:
                - {selector: {matchLabels: {country: ch}}, url: 'https://cache.ch/pos.qcow2'}
                - {selector: {matchExpressions: [{key: country, operator: Exists}]}, url: 'https://cache.eu/pos.qcow2'}
                """);

        assertThat(url(Map.of("country", "ch"))).isEqualTo("https://cache.ch/pos.qcow2");
        assertThat(url(Map.of("country", "at"))).isEqualTo("https://cache.eu/pos.qcow2");
        assertThat(url(Map.of())).startsWith("https://hub/library/").endsWith("/pos.qcow2");
    }

    @Test
    void onlyTheLibraryIsAskedToKeepToARate() throws JsonProcessingException {
        publish("{file: pos.qcow2, mirrors: [{selector: {matchLabels: {country: ch}}, url: 'https://cache.ch/p'}]}");

        assertThat(ImageVisits.paced(visits.visit(order(Map.of("country", "ch"))), 500))
                .isEqualTo("https://cache.ch/p");
        assertThat(ImageVisits.paced(visits.visit(order(Map.of())), 500)).endsWith("?rate=500");
    }

    @Test
    void aSiteStoresTheImageAsItsClassOfSitesDoes() throws JsonProcessingException {
        publish("""
                file: pos.qcow2
                storage:
                - {selector: {matchLabels: {nodes: one}}, parameters: {numberOfReplicas: '1'}}
                - {parameters: {numberOfReplicas: '3'}}
                """);

        assertThat(replicas(Map.of("nodes", "one"))).isEqualTo("1");
        assertThat(replicas(Map.of("nodes", "three"))).isEqualTo("3");
    }

    private String url(Map<String, String> labels) {
        return visits.visit(order(labels)).url();
    }

    private String replicas(Map<String, String> labels) {
        return visits.object(visits.visit(order(labels)), "https://x", SHA512, ImageVisits.ACTION)
                .at("/spec/storageClassParameters/numberOfReplicas")
                .asText();
    }

    private void publish(String yaml) throws JsonProcessingException {
        var mapper = new YAMLMapper();
        var status = mapper.readValue("{servedAt: 'https://hub/library/SITE/x/pos.qcow2'}", ImageStatus.class);
        var meta = HubObject.Meta.of("fleet-stores", "pos", Map.of());
        shelf.replaced(List.of(HubObject.of(Image.class, meta, mapper.readValue(yaml, ImageSpec.class))
                .withStatus(status)));
    }

    private static Order order(Map<String, String> labels) {
        var contact = new SiteView.Contact(true, Instant.EPOCH);
        var uid = new SiteUid("uid-1");
        var view = new SiteView(uid, "store-1", labels, SiteCalendar.ANY, Instant.EPOCH, contact, Duration.ZERO, null);
        var target = new RolloutTarget(new RolloutTarget.ImageTarget("pos", null, null, null), null, null, null);
        return new Order(view, target, 1, 1, "granary-1");
    }
}
