// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a Harvester site does with a VirtualMachineImage, seen through Rancher. */
@TestInstance(Lifecycle.PER_CLASS)
class HarvesterImagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGES =
            "/apis/harvesterhci.io/v1beta1/namespaces/harvester-public/virtualmachineimages";

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(3, 2));
    private final FileLibrary library = new FileLibrary();
    private final byte[] disk = qcow2(10L << 30, 100_000);
    private FleetClient client;
    private String diskUrl;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
        diskUrl = library.offer("disk.qcow2", disk);
    }

    @AfterAll
    void close() {
        library.close();
        fleet.close();
    }

    @Test
    void anImageIsDownloadedAndShowsItsSizes() {
        create("happy", diskUrl, FileLibrary.sha512(disk), 3);
        var image = awaitCondition("happy", "Imported", "True");
        var status = image.path("status");
        assertThat(status.path("progress").asInt()).isEqualTo(100);
        assertThat(status.path("size").asLong()).isEqualTo(disk.length);
        assertThat(status.path("virtualSize").asLong()).isEqualTo(10L << 30);
        assertThat(status.path("appliedUrl").asText()).isEqualTo(diskUrl);
        assertThat(library.asked()).contains("HEAD /disk.qcow2", "GET /disk.qcow2");
    }

    @Test
    void progressIsShownBeforeTheEnd() {
        create("progressing", diskUrl, "", 3);
        var key = site(0) + IMAGES + "/progressing";
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> JSON.readTree(client.get(key).body())
                                .at("/status/progress")
                                .asInt(),
                        progress -> progress > 0 && progress < 100);
        awaitCondition("progressing", "Imported", "True");
    }

    @Test
    void anImageHasABackingImageAndAStorageClassOfItsOwn() {
        create("with-class", diskUrl, "", 3);
        var image = awaitCondition("with-class", "Initialized", "True");
        var name = image.at("/status/storageClassName").asText();
        var uid = image.at("/metadata/uid").asText();
        assertThat(name).isIn("lh-" + uid, "longhorn-with-class");
        assertThat(json(client.get(site(0) + "/apis/storage.k8s.io/v1/storageclasses/" + name))
                        .at("/parameters/backingImage")
                        .asText())
                .isEqualTo("vmi-" + uid);
        assertThat(client.get(site(0) + "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/backingimages/vmi-" + uid)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theMutatorWritesClassLabelAndDefaults() {
        var image = json(create("mutated", diskUrl, "", -1));
        assertThat(image.at("/metadata/labels/harvesterhci.io~1imageDisplayName")
                        .asText())
                .isEqualTo("mutated");
        assertThat(image.at("/metadata/annotations/harvesterhci.io~1storageClassName")
                        .asText())
                .isEqualTo("harvester-longhorn");
        assertThat(image.at("/spec/targetStorageClassName").asText()).isEqualTo("harvester-longhorn");
        assertThat(image.at("/spec/storageClassParameters/migratable").asText()).isEqualTo("true");
        assertThat(image.at("/spec/retry").asInt()).isEqualTo(3);
        assertThat(image.at("/spec/backend").asText()).isEqualTo("backingimage");
    }

    @Test
    void anAddressThatIsNotThereFailsTheInitialization() {
        create("missing", library.url("nothing"), "", 0);
        var image = awaitCondition("missing", "RetryLimitExceeded", "True");
        assertThat(message(image, "Initialized"))
                .isEqualTo("failed due to error: got 404 status code from " + library.url("nothing"));
        assertThat(image.at("/status/failed").asInt()).isEqualTo(1);
        assertThat(image.at("/status/lastFailedTime").asText()).endsWith("Z");
    }

    @Test
    void aWrongChecksumFailsTheImport() {
        create("tampered", diskUrl, "0".repeat(128), 0);
        var image = awaitCondition("tampered", "RetryLimitExceeded", "True");
        assertThat(message(image, "Imported"))
                .isEqualTo("failed due to error: the expected checksum " + "0".repeat(128)
                        + " doesn't match the file actual checksum " + FileLibrary.sha512(disk));
    }

    @Test
    void nobodyAtTheAddressIsToldInGosWords() {
        create("refused", "http://127.0.0.1:1/disk.qcow2", "", 0);
        assertThat(message(awaitCondition("refused", "RetryLimitExceeded", "True"), "Initialized"))
                .endsWith("Head \"http://127.0.0.1:1/disk.qcow2\": dial tcp 127.0.0.1:1: connect: connection refused");
        create("nowhere", "http://library.invalid/disk.qcow2", "", 0);
        assertThat(message(awaitCondition("nowhere", "RetryLimitExceeded", "True"), "Initialized"))
                .contains("dial tcp: lookup library.invalid", "no such host");
    }

    @Test
    void aSiteTrustsWhatItsSettingAdditionalCaHolds() {
        var secured = fleet.url() + "/v3/settings/cacerts";
        client.post(site(2) + IMAGES, body("untrusted", "untrusted", secured, "", 0));
        var image = awaitCondition(2, "untrusted", "RetryLimitExceeded", "True");
        assertThat(message(image, "Initialized")).endsWith("x509: certificate signed by unknown authority");
        var setting = JSON.createObjectNode().put("value", fleet.caPem()).toString();
        client.patch(site(2) + "/apis/harvesterhci.io/v1beta1/settings/additional-ca", setting);
        client.post(site(2) + IMAGES, body("trusted", "trusted", secured, "", 0));
        awaitCondition(2, "trusted", "Imported", "True");
    }

    @Test
    void aSecondImageOfTheSameDisplayNameIsDenied() {
        create("first", diskUrl, "", 3);
        var reply = post(body("second", "first", diskUrl, "", 3));
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(json(reply).path("message").asText())
                .isEqualTo("admission webhook \"validator.harvesterhci.io\" denied the request:"
                        + " A resource with the same name exists");
    }

    @Test
    void anImageWithoutAddressOrWithABadNameIsDenied() {
        assertThat(json(post(body("no-url", "no-url", "", "", 3)))
                        .path("message")
                        .asText())
                .endsWith("denied the request: url is required");
        var reply = post(body("bad-name", "two words", diskUrl, "", 3));
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(json(reply).path("message").asText()).contains("displayName is not a valid Kubernetes label value");
        assertThat(json(reply).at("/details/causes/0/field").asText()).isEqualTo("spec.displayName");
    }

    @Test
    void whatAnImageIsMadeOfCannotBeModified() {
        create("fixed", diskUrl, "", 3);
        var path = site(0) + IMAGES + "/fixed";
        for (var field : new String[] {"url", "displayName", "sourceType"}) {
            var reply = client.patch(path, "{\"spec\":{\"" + field + "\":\"other\"}}");
            assertThat(reply.statusCode()).isEqualTo(422);
            assertThat(json(reply).path("message").asText()).endsWith(field + " cannot be modified");
        }
        assertThat(client.patch(path, "{\"spec\":{\"description\":\"words\"}}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anImageInUseCannotBeDeleted() {
        var reply = client.delete(site(0) + IMAGES + "/" + imageInUse());
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(json(reply).path("message").asText())
                .contains("Cannot delete image harvester-public/", ": being used by volume ");
    }

    @Test
    void aDeletedImageTakesItsFilesWithIt() {
        create("passing", diskUrl, "", 3);
        var image = awaitCondition("passing", "Imported", "True");
        var path = site(0) + IMAGES + "/passing";
        assertThat(client.delete(path).statusCode()).isEqualTo(200);
        var storageClass = site(0) + "/apis/storage.k8s.io/v1/storageclasses/"
                + image.at("/status/storageClassName").asText();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(client.get(path).statusCode()).isEqualTo(404));
        assertThat(client.get(storageClass).statusCode()).isEqualTo(404);
    }

    @Test
    void aFailingSiteFailsImagesUntilItIsMended() {
        fault(1, "\"fault\":\"image-fails\",\"message\":\"no space left on device\"");
        client.post(site(1) + IMAGES, body("unlucky", "unlucky", diskUrl, "", 0));
        var broken = awaitCondition(1, "unlucky", "RetryLimitExceeded", "True");
        assertThat(message(broken, "Imported")).isEqualTo("failed due to error: no space left on device");
        fault(1, "\"fault\":\"image-fails\",\"message\":\"\"");
        client.delete(site(1) + IMAGES + "/unlucky");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.post(site(1) + IMAGES, body("unlucky", "unlucky", diskUrl, "", 0))
                                .statusCode()
                        == 201);
        awaitCondition(1, "unlucky", "Imported", "True");
    }

    @Test
    void aSiteMayDenyWritesOrLoseItsWebhook() {
        fault(2, "\"fault\":\"admission-denies\",\"message\":\"not today\"");
        var denied = client.post(site(2) + IMAGES, body("denied", "denied", diskUrl, "", 0));
        assertThat(denied.statusCode()).isEqualTo(400);
        assertThat(json(denied).path("message").asText()).endsWith("denied the request: not today");
        fault(2, "\"fault\":\"admission-denies\"");
        fault(2, "\"fault\":\"admission-down\",\"message\":\"connection refused\"");
        var down = client.post(site(2) + IMAGES, body("denied", "denied", diskUrl, "", 0));
        assertThat(down.statusCode()).isEqualTo(500);
        assertThat(json(down).path("message").asText()).contains("failed calling webhook");
        fault(2, "\"fault\":\"admission-down\"");
    }

    private void fault(int index, String what) {
        var reply = client.post(
                "/simulator/faults", "{\"site\":\"" + fleet.sites().get(index).clusterId() + "\"," + what + "}");
        assertThat(reply.statusCode()).isEqualTo(200);
    }

    private String imageInUse() {
        return json(client.get(site(0) + "/api/v1/persistentvolumeclaims"))
                .at("/items/0/metadata/annotations/harvesterhci.io~1imageId")
                .asText()
                .replace("harvester-public/", "");
    }

    private HttpResponse<String> create(String name, String url, String checksum, int retry) {
        var reply = post(body(name, name, url, checksum, retry));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        return reply;
    }

    private HttpResponse<String> post(String body) {
        return client.post(site(0) + IMAGES, body);
    }

    private static String body(String name, String displayName, String url, String checksum, int retry) {
        var image = JSON.createObjectNode()
                .put("apiVersion", "harvesterhci.io/v1beta1")
                .put("kind", "VirtualMachineImage");
        image.putObject("metadata").put("name", name).put("namespace", "harvester-public");
        var spec = image.putObject("spec")
                .put("displayName", displayName)
                .put("sourceType", "download")
                .put("url", url)
                .put("checksum", checksum);
        if (retry >= 0) {
            spec.put("retry", retry);
        }
        return image.toString();
    }

    private JsonNode awaitCondition(String name, String type, String status) {
        return awaitCondition(0, name, type, status);
    }

    private JsonNode awaitCondition(int index, String name, String type, String status) {
        var path = site(index) + IMAGES + "/" + name;
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> json(client.get(path)),
                        image -> condition(image, type).path("status").asText().equals(status));
    }

    private static String message(JsonNode image, String type) {
        return condition(image, type).path("message").asText();
    }

    private static JsonNode condition(JsonNode image, String type) {
        for (var condition : image.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return JSON.missingNode();
    }

    private static JsonNode json(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] qcow2(long virtualSize, int length) {
        return ByteBuffer.allocate(length)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putLong(24, virtualSize)
                .array();
    }

    private String site(int index) {
        return "/k8s/clusters/" + fleet.sites().get(index).clusterId();
    }
}
