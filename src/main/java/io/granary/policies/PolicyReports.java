// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.granary.crd.v1alpha1.PolicyReport;
import io.granary.crd.v1alpha1.PolicyReportSpec;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.HubObject.Meta;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.StableHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one policy at the hub, in shards of about 256 sites; a shard is written only where it differs. The shards
 * belong to the Policy and go with it.
 */
final class PolicyReports {
    static final int SITES = 256;
    /** A shard that is fuller than this has all of them laid out anew. */
    private static final int FULL = 384;

    private static final String POLICY = "granary.io/policy";

    private final Resources<HubObject<PolicyReportSpec, Void>> reports;
    private final PolicyKey key;
    private final String uid;
    private final Map<String, HubObject<PolicyReportSpec, Void>> stored = new TreeMap<>();
    private int count = 1;

    /** @param uid of the Policy */
    PolicyReports(Resources<HubObject<PolicyReportSpec, Void>> reports, PolicyKey key, String uid) {
        this.reports = reports;
        this.key = key;
        this.uid = uid;
    }

    /**
     * All rows as they were left.
     *
     * @throws ApiProblem.Failure if they cannot be read
     */
    Map<SiteUid, Row> read() {
        var rows = new HashMap<SiteUid, Row>();
        stored.clear();
        reports.list(key.namespace(), POLICY + "=" + label()).stream()
                .filter(this::isOurs)
                .forEach(report -> stored.put(report.metadata().name(), report));
        stored.values().stream()
                .flatMap(report -> report.spec() == null ? Stream.of() : report.spec().sites().stream())
                .forEach(row -> rows.put(new SiteUid(row.uid()), row));
        count = Math.max(1, stored.size());
        return rows;
    }

    private boolean isOurs(HubObject<PolicyReportSpec, Void> report) {
        var spec = report.spec();
        return spec != null
                && spec.policy().equals(key.name())
                && report.metadata().ownerReferences().stream()
                        .anyMatch(owner -> owner.path("uid").asText("").equals(uid));
    }

    int count() {
        return count;
    }

    /** Writes what differs; false where something was refused and has to be tried again. */
    boolean write(Collection<Row> rows) {
        if (rows.size() > count * FULL) {
            count = (rows.size() + SITES - 1) / SITES;
        }
        var shards = new ArrayList<List<Row>>();
        for (int shard = 0; shard < count; shard++) {
            shards.add(new ArrayList<>());
        }
        for (var row : rows) {
            var lot = StableHash.of("policy", row.uid());
            shards.get((int) Long.remainderUnsigned(lot, count)).add(row);
        }
        var done = true;
        for (int shard = 0; shard < count; shard++) {
            var sites = shards.get(shard);
            sites.sort(Comparator.comparing(Row::name).thenComparing(Row::uid));
            done &= write(name(shard), new PolicyReportSpec(key.name(), shard, sites));
        }
        return done;
    }

    private boolean write(String name, PolicyReportSpec spec) {
        var known = stored.get(name);
        if (known != null && spec.equals(known.spec())) {
            return true;
        }
        var written = known == null
                ? reports.create(HubObject.of(PolicyReport.class, meta(name, null), spec))
                : reports.replace(HubObject.of(
                        PolicyReport.class, meta(name, known.metadata().resourceVersion()), spec));
        switch (written) {
            case Written.Stored<HubObject<PolicyReportSpec, Void>> fresh -> stored.put(name, fresh.object());
            case Written.Unchanged<HubObject<PolicyReportSpec, Void>> same -> {}
            case Written.Conflict<HubObject<PolicyReportSpec, Void>> conflict -> {
                return overtaken(name);
            }
            case Written.Refused<HubObject<PolicyReportSpec, Void>> refused -> {
                return false;
            }
        }
        return true;
    }

    /** Somebody wrote or deleted the shard: the next time goes by what is there. */
    private boolean overtaken(String name) {
        var there = reports.find(key.namespace(), name);
        if (there == null) {
            stored.remove(name);
        } else {
            stored.put(name, there);
        }
        return false;
    }

    private Meta meta(String name, @Nullable String version) {
        var owner = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "granary.io/v1alpha1")
                .put("kind", "Policy")
                .put("name", key.name())
                .put("uid", uid)
                .put("controller", true);
        return new Meta(
                key.namespace(),
                name,
                null,
                version,
                null,
                null,
                null,
                Map.of(POLICY, label()),
                Map.of(),
                List.of(),
                List.<JsonNode>of(owner));
    }

    private String name(int shard) {
        return key.name() + "-" + shard;
    }

    /** A label value has at most 63 characters. */
    private String label() {
        return key.name().length() <= 63
                ? key.name()
                : "policy-" + Long.toHexString(StableHash.of(key.namespace(), key.name()));
    }
}
