// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.PlainText;
import io.granary.kube.Written;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.upgrades.core.UpgradeCourse;
import io.granary.upgrades.core.UpgradeRecord;
import io.granary.upgrades.core.UpgradeStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the steps of an upgrade at a site. Every write is of a name that is known beforehand, or a whole value. */
final class UpgradeWriter {
    private static final String MACHINE = "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/%s/start";
    private static final String UPGRADES = "/apis/harvesterhci.io/v1beta1/namespaces/harvester-system/upgrades";

    private final UpgradeVisit visit;

    UpgradeWriter(UpgradeVisit visit) {
        this.visit = visit;
    }

    /**
     * @param map the record as it was read
     * @throws SiteProblem if it is not known what happened; the next look goes on
     */
    void take(UpgradeStep step, ObjectNode map, UpgradeRecord record) {
        switch (step) {
            case UpgradeStep.Keep keep -> {
                if (keep.record().isSucceeded()) {
                    AheadImage.discard(visit, keep.record().hops());
                }
                keep(map, keep.record());
            }
            case UpgradeStep.Suspend suspend -> schedules(suspend.schedules(), Suspension.ON);
            case UpgradeStep.Resume resume -> schedules(resume.schedules(), Suspension.OFF);
            case UpgradeStep.Configure configure -> configure(configure.value());
            case UpgradeStep.Provide provide -> provide(provide.version(), map, record);
            case UpgradeStep.Create create -> create(create, map, record);
            case UpgradeStep.Start start -> start(start.machines());
            case UpgradeStep.Wait wait -> {
                // Only time helps.
            }
        }
    }

    private enum Suspension {
        ON,
        OFF
    }

    private void keep(ObjectNode map, UpgradeRecord record) {
        stored(visit.of(SiteKinds.CONFIG_MAPS).replace(RecordMap.into(map.deepCopy(), record)));
    }

    private void schedules(List<String> names, Suspension to) {
        var schedules = visit.of(SiteKinds.SCHEDULES);
        for (var id : names) {
            var slash = id.indexOf('/');
            var found = schedules.find(id.substring(0, slash), id.substring(slash + 1));
            if (found != null) {
                found.withObjectProperty("spec").put("suspend", to == Suspension.ON);
                stored(schedules.replace(found));
            }
        }
    }

    private void configure(String value) {
        var settings = visit.of(SiteKinds.SETTINGS);
        var found = settings.find("", "upgrade-config");
        if (found != null) {
            stored(settings.replace(found.put("value", value)));
        }
    }

    private void provide(String version, ObjectNode map, UpgradeRecord record) {
        var iso = visit.iso(version);
        if (iso == null) {
            keep(
                    map,
                    UpgradeCourse.refused(
                            record,
                            "it has no Version " + version + ", and spec.target.upgrade does not"
                                    + " say where the ISO is: write iso.url and iso.sha512"));
            return;
        }
        var object = SiteKinds.object("harvesterhci.io/v1beta1", "Version", SiteKinds.SYSTEM, version);
        object.putObject("spec")
                .put("isoURL", iso.url())
                .put("isoChecksum", iso.sha512() == null ? "" : iso.sha512())
                .put("releaseDate", "20260101");
        if (visit.of(SiteKinds.VERSIONS).create(object) instanceof Written.Refused<ObjectNode>(ApiProblem problem)) {
            refused(problem, map, record);
        }
    }

    static ObjectNode upgrade(String name, String version) {
        var object = SiteKinds.object("harvesterhci.io/v1beta1", "Upgrade", SiteKinds.SYSTEM, name);
        object.putObject("spec").put("version", version).put("logEnabled", false);
        return object;
    }

    /** From what was fetched ahead, where it is there; else the site fetches the ISO now. */
    private ObjectNode wanted(UpgradeStep.Create create) {
        var object = upgrade(create.name(), create.version());
        var image = new AheadImage(visit, create.version()).ready();
        if (image != null) {
            object.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(SiteKinds.VERSION, create.version());
            object.withObjectProperty("spec").put("image", image).remove("version");
        }
        return object;
    }

    private void create(UpgradeStep.Create create, ObjectNode map, UpgradeRecord record) {
        switch (visit.of(SiteKinds.UPGRADES).create(wanted(create))) {
            case Written.Stored<ObjectNode> stored -> {}
            case Written.Unchanged<ObjectNode> same -> {}
            case Written.Conflict<ObjectNode>(String message) -> {
                // Either the name is taken, by us, or the validator names another upgrade (it answers 409 as well).
                if (visit.of(SiteKinds.UPGRADES).find(SiteKinds.SYSTEM, create.name()) == null) {
                    keep(map, UpgradeCourse.refused(record, PlainText.of(message, 200)));
                }
            }
            case Written.Refused<ObjectNode>(ApiProblem problem) -> refused(problem, map, record);
        }
    }

    /** What the site understood and will not have is told; what it could not answer is asked again. */
    private void refused(ApiProblem problem, ObjectNode map, UpgradeRecord record) {
        if (problem.kind() != ApiProblem.Kind.REJECTED && problem.kind() != ApiProblem.Kind.FORBIDDEN) {
            throw new SiteProblem(problem.message());
        }
        keep(map, UpgradeCourse.refused(record, PlainText.of(problem.message(), 200)));
    }

    private void start(List<String> machines) {
        for (var id : machines) {
            var slash = id.indexOf('/');
            visit.send("PUT", MACHINE.formatted(id.substring(0, slash), id.substring(slash + 1)), "{}");
        }
    }

    /** What the site's own validator says of an upgrade now, without starting one; null where it agrees. */
    @Nullable
    ApiProblem validate(String version) {
        var name = UpgradeCourse.name(visit.order().name(), version);
        var reply = visit.send(
                "POST", UPGRADES + "?dryRun=All", upgrade(name, version).toString());
        return reply.status() < 300 ? null : ApiProblem.of(reply);
    }

    static ObjectNode stored(Written<ObjectNode> written) {
        return switch (written) {
            case Written.Stored<ObjectNode>(ObjectNode object) -> object;
            case Written.Unchanged<ObjectNode> same -> throw new SiteProblem("nothing was written");
            case Written.Conflict<ObjectNode>(String message) -> throw new SiteProblem(message);
            case Written.Refused<ObjectNode>(ApiProblem problem) -> throw new SiteProblem(problem.message());
        };
    }
}
