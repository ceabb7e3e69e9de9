// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;

/** The fields of each kind, and what they mean. */
final class OpenApiFields {
    private OpenApiFields() {}

    /** @param machine the reference to the schema of a row */
    static void describe(ObjectNode kind, Resource resource, String machine) {
        kind.put("type", "object");
        var properties = kind.putObject("properties");
        typed(
                properties,
                "apiVersion",
                "string",
                "The version of this representation: " + ApiKinds.GROUP_VERSION + '.');
        typed(properties, "kind", "string", "The kind of this representation: " + resource.kind() + '.');
        if (resource.equals(ApiKinds.QUERIES)) {
            kind.put(
                    "description",
                    "VirtualMachineQuery asks what a list cannot say: words, counts by value, sorting by several"
                            + " columns, pages with a total. It is answered at once and not stored.");
            typed(properties, "metadata", "object", "Not used.");
            querySpec(group(properties, "spec", "What is asked."));
            queryStatus(group(properties, "status", "The answer."), machine);
            return;
        }
        if (resource.equals(ApiKinds.SITE_PLANS)) {
            PlanFields.describe(kind, properties);
            return;
        }
        if (resource.equals(ApiKinds.IMAGE_UPLOADS)) {
            upload(kind, properties);
            return;
        }
        kind.put(
                "description",
                resource.kind() + " is a virtual machine at one site of the fleet, as the site last told. It is"
                        + " read-only: change the machine at its site.");
        metadata(group(properties, "metadata", "Standard object metadata."), resource);
        spec(group(properties, "spec", "What the virtual machine is meant to be."));
        status(group(properties, "status", "What the site says it is."));
    }

    private static void upload(ObjectNode kind, ObjectNode properties) {
        kind.put(
                "description",
                "ImageUpload is a file on its way into the image library. It is sent in pieces of at most 1 MiB, as"
                        + " bodies of POST requests with the parameters file, offset and size; offset=0 begins anew. An"
                        + " Image of the same namespace names it by spec.file.");
        var meta = group(properties, "metadata", "Standard object metadata.");
        typed(meta, "name", "string", "The name of the file.");
        typed(meta, "namespace", "string", "The Fleet workspace's namespace.");
        var status = group(properties, "status", "How far it is.");
        typed(status, "received", "integer", "Bytes that have come: the offset of the next piece.");
        typed(status, "size", "integer", "Bytes of the whole file.");
        typed(status, "complete", "boolean", "Whether all has come.");
    }

    private static void metadata(ObjectNode fields, Resource resource) {
        var name = resource.equals(ApiKinds.FLEET_VMS) ? "" : "the site's id, ";
        typed(fields, "name", "string", name + "the machine's namespace and its name at the site, joined by dots.");
        typed(fields, "namespace", "string", "The Rancher cluster id of the site.");
        typed(fields, "uid", "string", "The machine's uid at its site.");
        typed(fields, "resourceVersion", "string", "The step of the inventory at which the machine last changed.");
        typed(fields, "creationTimestamp", "string", "When the machine was created.");
        typed(
                fields,
                "labels",
                "object",
                "The machine's labels, and those of its site with the prefix site.granary.io/; both can be selected.");
    }

    private static void spec(ObjectNode fields) {
        typed(fields, "site", "string", "The Rancher cluster id of the site. A field selector may name it.");
        typed(fields, "siteName", "string", "The name people know the site by. A field selector may name it.");
        typed(fields, "namespace", "string", "The machine's namespace at the site. A field selector may name it.");
        typed(fields, "name", "string", "The machine's name at the site. A field selector may name it.");
        typed(fields, "runStrategy", "string", "When the site runs it. A field selector may name it.");
        typed(fields, "cpu", "string", "Guest CPUs, as a quantity.");
        typed(fields, "cpuMillis", "integer", "Guest CPUs in thousandths. A field selector may name it.");
        typed(fields, "memory", "string", "Guest memory, as a quantity.");
        typed(fields, "memoryBytes", "integer", "Guest memory in bytes. A field selector may name it.");
        typed(fields, "disk", "string", "The sum of its volumes' requested sizes, as a quantity.");
        typed(fields, "diskBytes", "integer", "The same in bytes. A field selector may name it.");
        typed(fields, "image", "string", "Namespace and name of its first disk's image. A field selector may name it.");
        list(fields, "networks", "The networks it is attached to. Selected by the field spec.network.");
    }

    private static void status(ObjectNode fields) {
        typed(fields, "printableStatus", "string", "KubeVirt's word for its state. A field selector may name it.");
        typed(fields, "phase", "string", "The phase of its instance, if it has one. A field selector may name it.");
        typed(fields, "node", "string", "The node it runs on. A field selector may name it.");
        list(fields, "ips", "Its addresses, in the order of its interfaces.");
        list(fields, "macs", "Its hardware addresses.");
        typed(fields, "os", "string", "What the guest agent says it runs, else what its label says.");
        typed(fields, "message", "string", "What the site says is wrong.");
        typed(fields, "startedAt", "string", "When its instance was started.");
        typed(fields, "agentConnected", "boolean", "Whether the guest agent answers.");
        typed(fields, "liveMigratable", "boolean", "Whether it can move to another node while it runs.");
        typed(fields, "migrating", "boolean", "Whether it is moving now.");
        typed(fields, "freshness", "string", "live, pending, stale or restored. A field selector may name it.");
        typed(fields, "stale", "boolean", "Whether all of this is as of lastSeen, because the site is out of touch.");
        typed(fields, "lastSeen", "string", "When the site was last in touch, if it is not now.");
    }

    private static void querySpec(ObjectNode fields) {
        typed(fields, "text", "string", "Words that must all occur in a machine's names, addresses, labels and so on.");
        typed(fields, "labelSelector", "string", "As in a list.");
        typed(fields, "fieldSelector", "string", "As in a list.");
        list(fields, "sites", "Only machines of these Rancher cluster ids; all that you may see when empty.");
        list(fields, "sort", "Field paths, at most four, the first counts most; a leading - turns the order round.");
        list(
                fields,
                "facets",
                "Field paths, label:KEY, siteLabel:KEY or labelKeys, at most 32, whose values are counted.");
        typed(fields, "facetLimit", "integer", "Values counted for each facet, 1 to 1000; 10 when absent.");
        typed(fields, "limit", "integer", "Rows in the answer, 0 to 500; 50 when absent. Exports have no limit.");
        typed(fields, "continue", "string", "status.continue of the page before.");
        typed(
                fields,
                "format",
                "string",
                "JSON, CSV or NDJSON; the last two give all rows. An Accept header may say it.");
    }

    private static void queryStatus(ObjectNode fields, String machine) {
        typed(fields, "resourceVersion", "string", "The step of the inventory that is shown.");
        typed(fields, "total", "integer", "Machines found, on this page or not.");
        typed(fields, "remaining", "integer", "Machines after this page.");
        typed(fields, "continue", "string", "Where the next page begins; absent after the last.");
        array(fields, "items", "The machines of this page.").put("$ref", machine);
        var facet = array(fields, "facets", "Counts by value over all that is found, in the order asked.")
                .put("type", "object")
                .putObject("properties");
        typed(facet, "field", "string", "As asked.");
        typed(facet, "distinct", "integer", "How many values there are.");
        var count = array(facet, "values", "The most frequent values, at most facetLimit.")
                .put("type", "object")
                .putObject("properties");
        typed(count, "value", "string", "One value.");
        typed(count, "count", "integer", "Machines that have it.");
    }

    static ObjectNode group(ObjectNode properties, String name, String description) {
        return properties
                .putObject(name)
                .put("type", "object")
                .put("description", description)
                .putObject("properties");
    }

    static void typed(ObjectNode properties, String name, String type, String description) {
        var field = properties.putObject(name).put("type", type).put("description", description);
        if (name.equals("labels")) {
            field.putObject("additionalProperties").put("type", "string");
        }
    }

    private static void list(ObjectNode properties, String name, String description) {
        array(properties, name, description).put("type", "string");
    }

    static ObjectNode array(ObjectNode properties, String name, String description) {
        var field = properties.putObject(name).put("type", "array").put("description", description);
        return field.putObject("items");
    }
}
