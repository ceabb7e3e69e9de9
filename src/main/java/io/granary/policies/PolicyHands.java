// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.policies.PolicyMender.Task;
import io.granary.policies.core.RuleFindings;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SiteReview.Outcome;
import io.granary.policies.core.WantedObject;
import io.granary.rollout.core.SiteUid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pass sees sites with, and writes with. */
record PolicyHands(
        SettingsWatches settings,
        SettingWriter settingWriter,
        ObjectLooks objects,
        ObjectWriter objectWriter,
        PolicyMender mender,
        RuleLooks rules) {

    /** What a site has. */
    record Sight(
            @Nullable Map<String, SeenSetting> settings,
            @Nullable Map<String, SeenObject> objects,
            @Nullable RuleFindings rules) {
        boolean isSame(Sight other) {
            return settings == other.settings && objects == other.objects && rules == other.rules;
        }
    }

    /** Hands over what a review decided; returns at once. */
    void carryOut(PolicyKey key, PolicyBook book, SiteUid site, Sight sight, Outcome outcome) {
        for (var wanted : outcome.mend()) {
            var known = sight.settings() == null ? null : sight.settings().get(wanted.name());
            if (known != null) {
                mender.mend(
                        book,
                        new Task(
                                site,
                                wanted.what(),
                                door -> settingWriter.write(door, wanted, known.version()),
                                done -> settings.wrote(site, done.setting())));
            }
        }
        for (var wanted : outcome.apply()) {
            var known = sight.objects() == null ? null : sight.objects().get(wanted.what());
            if (known != null) {
                mender.mend(book, applying(key, site, wanted, known));
            }
        }
        outcome.remove().forEach(what -> remove(key, book, site, what));
    }

    private Task applying(PolicyKey key, SiteUid site, WantedObject wanted, SeenObject known) {
        return new Task(
                site,
                wanted.what(),
                door -> objectWriter.apply(door, key.name(), wanted, known),
                done -> objects.hurry(key, site));
    }

    /** Deletes an object that Granary made. */
    void remove(PolicyKey key, PolicyBook book, SiteUid site, String what) {
        var gone = WantedObject.reference(what);
        if (gone == null) {
            book.gone(site, what);
            return;
        }
        mender.mend(
                book,
                new Task(
                        site,
                        what,
                        door -> objectWriter.delete(door, key.name(), gone),
                        done -> book.gone(site, what)));
    }
}
