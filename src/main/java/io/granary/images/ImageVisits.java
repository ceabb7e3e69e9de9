// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.images.core.SiteImageFacts;
import io.granary.images.core.SiteImageFacts.Owner;
import io.granary.images.core.SiteImageFacts.State;
import io.granary.kube.HubObject;
import io.granary.kube.PlainText;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Selection;
import io.granary.sites.SiteLink;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a site has of an Image, and the VirtualMachineImage that it should have. */
final class ImageVisits {
    private static final ResourceType<ObjectNode> KIND =
            SiteObjects.type("harvesterhci.io/v1beta1", "virtualmachineimages");
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String ACTION = "granary.io/action";
    /** On what is fetched ahead: the name of the try that will take it over. */
    static final String AHEAD = "granary.io/ahead-of";

    private static final String DISPLAY_NAME = "harvesterhci.io/imageDisplayName";

    /** Other names cannot be selected by the label; sites know no image by them. */
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private final ImageShelf shelf;
    private final PayloadSites sites;
    private final SiteObjects objects;

    ImageVisits(ImageShelf shelf, PayloadSites sites, SiteObjects objects) {
        this.shelf = shelf;
        this.sites = sites;
        this.objects = objects;
    }

    /**
     * One image at one site, for the length of one call.
     *
     * @param name of the object at the site, the same at every site
     * @param url where this site fetches it
     */
    record Visit(
            Order order,
            Resources<ObjectNode> site,
            String namespace,
            String name,
            String url,
            HubObject<ImageSpec, ImageStatus> image) {
        String displayName() {
            return Objects.requireNonNullElse(spec().displayName(), name);
        }

        /** Whether the order is of a revision with another content than the Image has now. */
        boolean isOutdated() {
            var target = order.content().image();
            var hash = target == null ? null : target.contentHash();
            return hash != null && hash.startsWith(name + ":") && !hash.equals(ImageHash.of(name, spec()));
        }

        ImageSpec spec() {
            return Objects.requireNonNull(image.spec());
        }
    }

    /**
     * Null if the rollout names no Image that the hub has.
     *
     * @throws SiteProblem while that cannot be told
     */
    @Nullable
    Visit visit(Order order) {
        if (!shelf.isRead()) {
            throw new SiteProblem("the hub has not read its Images yet");
        }
        var link = sites.link(order.site().uid());
        if (link == null) {
            throw new SiteProblem("the site is not in the fleet");
        }
        var target = order.content().image();
        var name = target == null ? null : target.name();
        var image = name == null ? null : shelf.find(link.namespace(), name);
        if (name == null || image == null || image.spec() == null || target == null) {
            return null;
        }
        var namespace = target.targetNamespace() != null
                ? target.targetNamespace()
                : Objects.requireNonNullElse(image.spec().targetNamespace(), "default");
        var url = target.url() != null ? target.url() : url(image, order, link);
        return new Visit(order, objects.of(order.site().uid(), KIND), namespace, name, url, image);
    }

    private static String url(HubObject<ImageSpec, ImageStatus> image, Order order, SiteLink link) {
        for (var mirror : Objects.requireNonNull(image.spec()).mirrors()) {
            if (Selection.matches(mirror.selector(), order.site().labels())) {
                return mirror.url();
            }
        }
        var status = image.status();
        var served = status == null ? null : status.servedAt();
        return served == null ? "" : Library.forSite(served, link.id());
    }

    /** The same address, at which the library sends so many bytes a second at most; a mirror knows no such thing. */
    static String paced(Visit visit, long bytesPerSecond) {
        var target = visit.order().content().image();
        var elsewhere = (target != null && target.url() != null)
                || visit.spec().mirrors().stream()
                        .anyMatch(mirror -> Selection.matches(
                                mirror.selector(), visit.order().site().labels()));
        return bytesPerSecond == 0 || elsewhere ? visit.url() : visit.url() + "?rate=" + bytesPerSecond;
    }

    SiteImageFacts.Wish wish(Visit visit) {
        var status = visit.image().status();
        if (!ImageStatuses.isReady(status) || status == null) {
            var reason = ImageStatuses.reason(status);
            return new SiteImageFacts.Wish(
                    visit.name(),
                    null,
                    0,
                    "Image " + visit.name() + " is not in the library"
                            + (reason.isEmpty() ? ": the hub has not looked at it yet" : ": " + reason));
        }
        var size = status.sizeBytes();
        return new SiteImageFacts.Wish(visit.name(), status.sha512(), size == null ? 0 : size, null);
    }

    /** The object of our name, or another that holds the display name, which is unique; null if there is neither. */
    @Nullable
    ObjectNode find(Visit visit) {
        var own = visit.site().find(visit.namespace(), visit.name());
        return own != null || !LABEL_VALUE.matcher(visit.displayName()).matches()
                ? own
                : visit.site().list(visit.namespace(), DISPLAY_NAME + "=" + visit.displayName()).stream()
                        .findFirst()
                        .orElse(null);
    }

    static boolean isOurs(ObjectNode image) {
        return image.path("metadata").path("labels").path(MANAGED_BY).asText("").equals("granary");
    }

    static SiteImageFacts facts(ObjectNode image, Instant at) {
        var meta = image.path("metadata");
        var status = image.path("status");
        var ours = isOurs(image);
        return new SiteImageFacts(
                at,
                ours ? Owner.GRANARY : Owner.OTHERS,
                ours ? meta.path("annotations").path(ACTION).asText("") : "",
                ours ? meta.path("annotations").path(AHEAD).asText("") : "",
                image.path("spec").path("checksum").asText(""),
                status.path("size").asLong(0),
                Math.clamp(status.path("progress").asLong(0), 0, 100),
                state(image),
                PlainText.of(message(status), 160));
    }

    private static State state(ObjectNode image) {
        if (image.path("metadata").hasNonNull("deletionTimestamp")) {
            return State.LEAVING;
        }
        var status = image.path("status");
        if (condition(status, "Imported").path("status").asText("").equals("True")) {
            return State.IMPORTED;
        }
        return condition(status, "RetryLimitExceeded").path("status").asText("").equals("True")
                ? State.FAILED
                : State.DOWNLOADING;
    }

    private static String message(JsonNode status) {
        for (var type : new String[] {"RetryLimitExceeded", "Imported", "Initialized"}) {
            var message = condition(status, type).path("message").asText("");
            if (!message.isEmpty()) {
                return message;
            }
        }
        return "";
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText("").equals(type)) {
                return condition;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /**
     * What is created; Harvester's mutator adds the storage class.
     *
     * @param url where the site fetches it
     * @param mark the annotation that carries the order's name
     */
    ObjectNode object(Visit visit, String url, String sha512, String mark) {
        var image = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", KIND.apiVersion())
                .put("kind", "VirtualMachineImage");
        var meta =
                image.putObject("metadata").put("namespace", visit.namespace()).put("name", visit.name());
        meta.putObject("labels").put(MANAGED_BY, "granary");
        meta.putObject("annotations").put(mark, visit.order().name());
        var spec = image.putObject("spec")
                .put("displayName", visit.displayName())
                .put("sourceType", "download")
                .put("url", url)
                .put("checksum", sha512);
        var parameters = parameters(visit);
        if (!parameters.isEmpty()) {
            var wire = spec.putObject("storageClassParameters");
            parameters.forEach(wire::put);
        }
        return image;
    }

    private static Map<String, String> parameters(Visit visit) {
        for (var storage : visit.spec().storage()) {
            var selector = storage.selector();
            if (selector == null
                    || Selection.matches(selector, visit.order().site().labels())) {
                return storage.parameters();
            }
        }
        return Map.of();
    }
}
