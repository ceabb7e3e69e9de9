// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes where, in which order, and how fast. Only the target and the overrides are content; the rest is live. */
@ValidationRule(
        value = "[has(self.target.image), has(self.target.template), has(self.target.upgrade),"
                + " has(self.target.settings), has(self.target.policy)].filter(x, x).size() == 1",
        message = "a rollout has one target: write exactly one of target.image, template, upgrade, settings or policy")
@ValidationRule(
        value = "!has(self.waves) || self.waves.all(w, self.waves.exists_one(v, v.name == w.name))",
        message = "two waves have one name: give each wave a name of its own")
@ValidationRule(
        value = "!has(self.waves) || self.waves.filter(w, !has(w.select)).size() == 0"
                + " || (self.waves.filter(w, !has(w.select)).size() == 1"
                + " && !has(self.waves[self.waves.size() - 1].select))",
        message = "a wave without select takes all that is left: let it be the last one, and give the others a select")
@ValidationRule(
        value = "!has(self.overrides) || self.overrides.all(o,"
                + " (has(self.target.image) || !has(o.patch.image))"
                + " && (has(self.target.template) || !has(o.patch.template))"
                + " && (has(self.target.upgrade) || !has(o.patch.upgrade))"
                + " && (has(self.target.settings) || !has(o.patch.settings))"
                + " && (has(self.target.policy) || !has(o.patch.policy)))",
        message = "an override changes the target, and brings no other one: write the same of image, template, upgrade,"
                + " settings or policy in its patch as in spec.target")
@ValidationRule(
        value = "!has(oldSelf.control) || !has(oldSelf.control.aborted) || !oldSelf.control.aborted"
                + " || (has(self.control) && has(self.control.aborted) && self.control.aborted)",
        message = "an aborted rollout stays aborted: create a new Rollout instead")
@ValidationRule(
        value = "!has(self.target.upgrade) || !has(self.control) || !has(self.control.revert)"
                + " || self.control.revert == 'None'",
        message = "Harvester does not go back: leave control.revert out, or write None, where target.upgrade is")
public record RolloutSpec(
        @JsonPropertyDescription("The content. Any edit is a new revision.") @Required
        RolloutTarget target,

        @JsonPropertyDescription("Which sites of the workspace. Absent: all.") @Nullable
        Sites sites,

        @JsonPropertyDescription("Content that differs at some sites, first match wins.") @Size(max = 64)
        List<Override> overrides,

        @JsonPropertyDescription("The order. Sites of no wave are in the last one, rest. Absent: canary, rest.")
        @Size(max = 32)
        List<RolloutWave> waves,

        @JsonPropertyDescription("Speed, safety and the brakes. Editable at any time.") @Nullable
        RolloutControl control) {

    public RolloutSpec {
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        waves = waves == null ? List.of() : List.copyOf(waves);
    }

    public RolloutSpec with(RolloutTarget other) {
        return new RolloutSpec(other, sites, overrides, waves, control);
    }

    public RolloutSpec with(RolloutControl other) {
        return new RolloutSpec(target, sites, overrides, waves, other);
    }

    /** Which sites of the workspace take part. */
    public record Sites(
            @JsonPropertyDescription("Sites by their labels. Absent: all.") @Nullable
            RolloutSelector selector,

            @JsonPropertyDescription("Sites by name that stay out.") @Size(max = 1024)
            List<String> exclude) {
        public Sites {
            exclude = exclude == null ? List.of() : List.copyOf(exclude);
        }
    }

    /** Content that differs at some sites; fields that are set replace those of the target. */
    public record Override(
            @JsonPropertyDescription("At which sites.") @Required
            RolloutSelector selector,

            @JsonPropertyDescription("Fields of the target that differ there.") @Required
            RolloutTarget patch) {}

    /** What texts must be like, and what to write instead; each is a rule and its message. */
    static final class Amounts {
        static final String IS_DURATION =
                "self != '' && self.matches('^([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?" + "([0-9]{1,6}s)?$')";
        static final String WRITE_DURATION = "no duration: write such as 45s, 30m, 12h or 1d12h";
        static final String IS_TIMEOUT = IS_DURATION + " && self.matches('[1-9]')";
        static final String WRITE_TIMEOUT = "no time at all, or no duration: write such as 45s, 30m, 12h or 1d12h";
        static final String IS_AT_ONCE = "type(self) == int ? int(self) >= 1 && int(self) <= 999999"
                + " : string(self).matches('^([1-9][0-9]{0,5}|(100|[0-9]{1,2}([.][0-9]{1,2})?)%)$')";
        static final String WRITE_AT_ONCE = "no number of sites at once: write a number such as 5, or a share such as"
                + " 5%; to hold all, set control.paused";
        static final String IS_AMOUNT = "type(self) == int ? int(self) >= 0 && int(self) <= 999999"
                + " : string(self).matches('^([0-9]{1,6}|(100|[0-9]{1,2}([.][0-9]{1,2})?)%)$')";
        static final String WRITE_AMOUNT = "no number of sites: write a number such as 5, or a share such as 5%";
        static final String IS_SHARE = "self.matches('^(100|[0-9]{1,2}([.][0-9]{1,2})?)%$')";
        static final String WRITE_SHARE = "no share: write such as 5% or 99.5%, at most 100%";
        static final String IS_NAME = "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')";
        static final String WRITE_NAME = "no such name: write lower-case letters, digits and hyphens, such as canary-1";
        static final String IS_FILE = "!self.contains('/')";
        static final String WRITE_FILE =
                "no name of a file: write the one it was uploaded under, without folders," + " such as till-7.4.qcow2";
        static final String IS_ZONE = "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$')";
        static final String WRITE_ZONE = "no time zone: write an IANA name such as Europe/Zurich";
        static final String IS_TIME = "self.matches('^([01][0-9]|2[0-3]):[0-5][0-9]$')";
        static final String WRITE_TIME = "no time of day: write hours and minutes in two digits each, such as 02:00";
        static final String IS_INSTANT = "self.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                + "([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$')";
        static final String WRITE_INSTANT = "no point in time: write such as 2026-12-24T18:00:00Z";
        static final String IS_RATE = "self.matches('^[0-9]{1,9}(Ki|Mi|Gi)?$')";
        static final String WRITE_RATE = "no number of bytes: write such as 500Ki or 5Mi";
        static final String IS_MINUTE = "self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                + "T([01][0-9]|2[0-3]):[0-5][0-9]$')";
        static final String WRITE_MINUTE =
                "no minute of a day: write such as 2026-12-24T18:00, by the site's own clock";
        static final String IS_VERSION = "self.matches('^v[0-9]+[.][0-9]+[.][0-9]+(-[A-Za-z0-9.]+)?$')";
        static final String WRITE_VERSION = "no version of Harvester: write such as v1.8.2";
        static final String IS_URL = "self.matches('^https?://.+')";
        static final String WRITE_URL = "no address: write one that begins with https:// or http://";
        static final String IS_SHA512 = "self.matches('^[0-9a-f]{128}$')";
        static final String WRITE_SHA512 = "no SHA-512: write the 128 lower-case digits that sha512sum prints";
        static final String IS_MEMORY = "self.matches('^[0-9]{1,9}(Mi|Gi)$')";
        static final String WRITE_MEMORY = "no amount of memory: write such as 512Mi or 8Gi";
        static final String IS_CAPACITY = "self.matches('^[0-9]{1,9}(Mi|Gi|Ti)$')";
        static final String WRITE_CAPACITY = "no size of a disk: write such as 40Gi or 1Ti";
        static final String IS_PARAMETER = "self.matches('^[A-Za-z][A-Za-z0-9_]*$')";
        static final String WRITE_PARAMETER =
                "no name of a parameter: write letters, digits and _, such as store_number";

        private Amounts() {}
    }
}
