// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.rollout.core.Placeholders;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a template into Harvester's objects for one site: key pairs, the cloud-init Secret, the VirtualMachineTemplate
 * and one VirtualMachineTemplateVersion.
 *
 * <p>The same question gives the same objects, byte for byte, so that their hash tells whether a site has them already.
 * Storage classes differ from site to site: they carry the uid that the image got there.
 */
public final class TemplateRenderer {

    static final String DEFAULT_NAMESPACE = "default";

    private static final String HARVESTER = "harvesterhci.io/v1beta1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CloudConfig cloudConfig;

    public TemplateRenderer(CloudConfig cloudConfig) {
        this.cloudConfig = cloudConfig;
    }

    /**
     * Renders one revision for one site.
     *
     * @param name of the Template
     * @param versionName of the VirtualMachineTemplateVersion and of its Secret, which are made anew for each try
     */
    public RenderedTemplate render(String name, String versionName, TemplateSpec template, TemplateAtSite site) {
        Rendering rendering = new Rendering(name, versionName, template, site);
        List<ObjectNode> objects = rendering.objects();
        return rendering.holds.isEmpty()
                ? new RenderedTemplate.Ready(objects, rendering.namespace + "/" + rendering.versionName)
                : new RenderedTemplate.Held(List.copyOf(rendering.holds));
    }

    /** One pass over one template for one site; collects what is missing instead of stopping at the first. */
    private final class Rendering {
        private final String name;
        private final String versionName;
        private final TemplateSpec template;
        private final TemplateAtSite site;
        private final String namespace;
        private final Set<String> holds = new LinkedHashSet<>();

        Rendering(String name, String versionName, TemplateSpec template, TemplateAtSite site) {
            this.name = name;
            this.versionName = versionName;
            this.template = template;
            this.site = site;
            this.namespace = namespace(template);
            holds.addAll(site.parameters().missing());
        }

        List<ObjectNode> objects() {
            List<ObjectNode> objects = new ArrayList<>();
            for (TemplateSpec.Key key : template.keys()) {
                ObjectNode pair = object(HARVESTER, "KeyPair", key.name());
                pair.putObject("spec").put("publicKey", key.publicKey().strip());
                objects.add(pair);
            }
            String userData = userData();
            String networkData = filled(template.networkData());
            keepsItsForm("user data", template.userData());
            keepsItsForm("network data", template.networkData());
            if (userData != null || networkData != null) {
                objects.add(cloudInitSecret(userData, networkData));
            }
            ObjectNode head = object(HARVESTER, "VirtualMachineTemplate", name);
            head.putObject("spec").put("description", orEmpty(filled(template.description())));
            objects.add(head);
            objects.add(version(userData != null, networkData != null));
            return objects;
        }

        private @Nullable String userData() {
            String raw = template.userData();
            String text = filled(raw);
            if (raw != null && text != null && isFilled(raw)) {
                cloudConfig
                        .findings(text)
                        .forEach(
                                finding -> holds.add("The user data, filled for site " + site.name() + ": " + finding));
            }
            if (template.keys().isEmpty()) {
                return text;
            }
            List<String> lines =
                    template.keys().stream().map(key -> key.publicKey().strip()).toList();
            return cloudConfig.withKeys(text == null ? "#cloud-config\n" : text, lines);
        }

        private void keepsItsForm(String what, @Nullable String text) {
            if (text == null) {
                return;
            }
            for (String name : cloudConfig.intruders(text, site.parameters().values())) {
                holds.add(
                        "The value of parameter " + name + " at site " + site.name() + " does not stay one text in the "
                                + what + ", but changes its form: quote the place in the template, \"${" + name
                                + "}\", or give another value.");
            }
        }

        private boolean isFilled(String text) {
            return Placeholders.fill(text, site.parameters().values()).missing().isEmpty();
        }

        private ObjectNode cloudInitSecret(@Nullable String userData, @Nullable String networkData) {
            ObjectNode secret = object("v1", "Secret", versionName);
            ((ObjectNode) secret.get("metadata"))
                    .withObjectProperty("labels")
                    .put("harvesterhci.io/cloud-init-template", "harvester");
            secret.put("type", "Opaque");
            ObjectNode data = secret.putObject("stringData");
            if (userData != null) {
                data.put("userdata", userData);
            }
            if (networkData != null) {
                data.put("networkdata", networkData);
            }
            return secret;
        }

        private ObjectNode version(boolean userData, boolean networkData) {
            ObjectNode version = object(HARVESTER, "VirtualMachineTemplateVersion", versionName);
            ObjectNode spec = version.putObject("spec");
            spec.put("templateId", namespace + "/" + name).put("description", orEmpty(filled(template.description())));
            ArrayNode keyIds = spec.putArray("keyPairIds");
            ArrayNode keyNames = JSON.createArrayNode();
            template.keys().forEach(key -> {
                keyIds.add(namespace + "/" + key.name());
                keyNames.add(namespace + "/" + key.name());
            });
            ArrayNode claims = JSON.createArrayNode();
            ObjectNode domainAndVolumes = machine(claims, userData, networkData);
            ObjectNode vm = spec.putObject("vm");
            ObjectNode metadata = vm.putObject("metadata");
            ObjectNode labels = metadata.putObject("labels");
            new TreeMap<>(template.labels()).forEach((key, value) -> labels.put(key, orEmpty(filled(value))));
            metadata.putObject("annotations").put("harvesterhci.io/volumeClaimTemplates", claims.toString());
            ObjectNode vmSpec = vm.putObject("spec").put("runStrategy", "RerunOnFailure");
            ObjectNode inner = vmSpec.putObject("template");
            inner.putObject("metadata").putObject("annotations").put("harvesterhci.io/sshNames", keyNames.toString());
            inner.set("spec", domainAndVolumes);
            return version;
        }

        private ObjectNode machine(ArrayNode claims, boolean userData, boolean networkData) {
            ObjectNode spec = JSON.createObjectNode().put("evictionStrategy", "LiveMigrateIfPossible");
            ObjectNode domain = spec.putObject("domain");
            domain.putObject("cpu")
                    .put("cores", template.cpu())
                    .put("sockets", 1)
                    .put("threads", 1);
            domain.putObject("resources")
                    .putObject("limits")
                    .put("cpu", Integer.toString(template.cpu()))
                    .put("memory", template.memory());
            ObjectNode devices = domain.putObject("devices");
            ArrayNode disks = devices.putArray("disks");
            ArrayNode volumes = spec.putArray("volumes");
            template.disks().forEach(disk -> disk(disk, disks, volumes, claims));
            if (userData || networkData) {
                disks.addObject().put("name", "cloudinitdisk").putObject("disk").put("bus", "virtio");
                ObjectNode source =
                        volumes.addObject().put("name", "cloudinitdisk").putObject("cloudInitNoCloud");
                source.putObject("secretRef").put("name", versionName);
                if (networkData) {
                    source.putObject("networkDataSecretRef").put("name", versionName);
                }
            }
            ArrayNode interfaces = devices.putArray("interfaces");
            ArrayNode networks = spec.putArray("networks");
            template.networks().forEach(network -> network(network, interfaces, networks));
            return spec;
        }

        private void disk(TemplateSpec.Disk disk, ArrayNode disks, ArrayNode volumes, ArrayNode claims) {
            String claim = name + "-" + disk.name();
            ObjectNode device = disks.addObject().put("name", disk.name());
            if (disk.bootOrder() != null) {
                device.put("bootOrder", disk.bootOrder());
            }
            device.putObject("disk").put("bus", "virtio");
            volumes.addObject()
                    .put("name", disk.name())
                    .putObject("persistentVolumeClaim")
                    .put("claimName", claim);
            ObjectNode claimTemplate = claims.addObject();
            ObjectNode metadata = claimTemplate.putObject("metadata").put("name", claim);
            ObjectNode spec = claimTemplate.putObject("spec");
            spec.putArray("accessModes").add("ReadWriteMany");
            spec.putObject("resources").putObject("requests").put("storage", disk.size());
            spec.put("volumeMode", "Block");
            if (disk.image() != null) {
                image(disk.image(), metadata, spec);
            }
        }

        private void image(String wanted, ObjectNode metadata, ObjectNode spec) {
            String image = orEmpty(filled(wanted));
            SiteImage there = site.images().get(image);
            if (there == null) {
                holds.add("Image " + image + " is not imported at site " + site.name()
                        + ": roll the image out there first.");
                return;
            }
            metadata.putObject("annotations").put("harvesterhci.io/imageId", there.id());
            spec.put("storageClassName", there.storageClass());
        }

        private void network(TemplateSpec.Network network, ArrayNode interfaces, ArrayNode networks) {
            ObjectNode nic = interfaces
                    .addObject()
                    .put("name", network.name())
                    .put("model", network.model() == null ? "virtio" : network.model());
            ObjectNode attached = networks.addObject().put("name", network.name());
            String target = orEmpty(filled(network.network()));
            if (target.equals("pod")) {
                nic.putObject("masquerade");
                attached.putObject("pod");
                return;
            }
            String qualified = target.contains("/") ? target : namespace + "/" + target;
            if (!site.networks().contains(qualified)) {
                holds.add("Network " + qualified + " is not at site " + site.name()
                        + ": create the NetworkAttachmentDefinition there, or map the name by a parameter.");
            }
            nic.putObject("bridge");
            attached.putObject("multus").put("networkName", qualified);
        }

        private @Nullable String filled(@Nullable String text) {
            if (text == null) {
                return null;
            }
            Placeholders.Filled filled =
                    Placeholders.fill(text, site.parameters().values());
            Set<String> declared = new LinkedHashSet<>();
            template.parameters().forEach(parameter -> declared.add(parameter.name()));
            for (String missing : filled.missing()) {
                if (!declared.contains(missing)) {
                    holds.add("The template uses ${" + missing + "} and declares no such parameter: add it to"
                            + " spec.parameters, or write $$ for a dollar that is meant as it stands.");
                }
            }
            return filled.text();
        }

        private ObjectNode object(String apiVersion, String kind, String objectName) {
            ObjectNode object =
                    JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
            ObjectNode metadata =
                    object.putObject("metadata").put("name", objectName).put("namespace", namespace);
            metadata.putObject("labels").put("app.kubernetes.io/managed-by", "granary");
            return object;
        }
    }

    static String namespace(TemplateSpec template) {
        return template.targetNamespace() == null ? DEFAULT_NAMESPACE : template.targetNamespace();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
