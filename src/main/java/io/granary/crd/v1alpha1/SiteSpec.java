// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people say about a site. Everything may be absent: a site is listed as soon as Rancher knows it. */
@ValidationRule(
        value = "!has(self.__import__) || !has(self.connection)",
        message = "a site is imported into Rancher or reached by spec.connection, not both")
@ValidationRule(
        value = "!has(self.maintenance) || size(self.maintenance) == 0 || has(self.timeZone)",
        message = "maintenance windows need a time zone: set spec.timeZone to an IANA name such as Europe/Zurich")
public record SiteSpec(
        @JsonPropertyDescription("IANA time zone of the site, such as Europe/Zurich. Maintenance windows are in it.")
        @Nullable
        @Size(max = 64)
        @ValidationRule(value = RolloutSpec.Amounts.IS_ZONE, message = RolloutSpec.Amounts.WRITE_ZONE)
        String timeZone,

        @JsonPropertyDescription("When changes may begin at the site. None means at any time.")
        @Nullable
        @Size(max = 21)
        List<MaintenanceWindow> maintenance,

        @JsonPropertyDescription("Keeps every rollout away from the site.") @Nullable
        Hold hold,

        @JsonPropertyDescription("How the site is reached. Absent: through Rancher.") @Nullable
        Connection connection,

        @JsonProperty("import")
        @JsonPropertyDescription(
                "Registers the site in Rancher under the name of this object, whose deletion unregisters"
                        + " it; the site itself runs on. An empty mapping is enough. A cluster that has the name"
                        + " already is taken over, and stays registered.")
        @Nullable
        Import importing) {

    public static final SiteSpec EMPTY = new SiteSpec(null, null, null, null, null);

    public SiteSpec {
        maintenance = maintenance == null ? null : List.copyOf(maintenance);
    }

    /** A window that opens on some days of the week. */
    @ValidationRule(
            value = "duration(self.duration) > duration('0s') && duration(self.duration) <= duration('24h')",
            message = "a window is longer than nothing and at most 24h: write a duration such as 4h or 90m")
    public record MaintenanceWindow(
            @JsonPropertyDescription("Days on which the window opens. None means every day.") @Nullable @Size(max = 7)
            List<Day> days,

            @JsonPropertyDescription("Time of day at which it opens, in the site's time zone, such as 02:00.")
            @Required
            @Size(max = 5)
            @ValidationRule(value = RolloutSpec.Amounts.IS_TIME, message = RolloutSpec.Amounts.WRITE_TIME)
            String start,

            @JsonPropertyDescription("How long it stays open, such as 4h or 90m.")
            @Required
            @Size(max = 16)
            @Pattern("^([0-9]+h)?([0-9]+m)?([0-9]+s)?$")
            String duration) {

        public MaintenanceWindow {
            days = days == null ? null : List.copyOf(days);
        }
    }

    public enum Day {
        Mon,
        Tue,
        Wed,
        Thu,
        Fri,
        Sat,
        Sun
    }

    /** A stop that a person set. */
    public record Hold(
            @JsonPropertyDescription("When it ends by itself, RFC 3339. Absent: never.")
            @Nullable
            @Size(max = 40)
            @ValidationRule(value = RolloutSpec.Amounts.IS_INSTANT, message = RolloutSpec.Amounts.WRITE_INSTANT)
            String until,

            @JsonPropertyDescription("Why, for the people who will wonder.") @Required @Size(min = 1, max = 256)
            String reason) {}

    /** A site that is not in Rancher. */
    public record Connection(
            @JsonPropertyDescription("A Secret of this namespace whose key 'kubeconfig' leads to the site.") @Required
            SecretReference secretRef) {}

    /** How the site comes to Rancher. */
    public record Import(
            @JsonPropertyDescription("A Secret of this namespace with the label granary.io/import=true, whose key"
                    + " 'kubeconfig' leads to the site itself: with it, Granary registers the site unaided. Absent:"
                    + " a person pastes the URL that the condition Imported names.")
            @Nullable
            @Size(min = 1, max = 253)
            String kubeconfigSecret) {}

    /** A Secret of the same namespace. */
    public record SecretReference(
            @Required @Size(min = 1, max = 253) String name) {}
}
