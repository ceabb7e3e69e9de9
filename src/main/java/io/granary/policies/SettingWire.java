// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.ResourceType;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Setting as a site has it ({@code harvesterhci.io/v1beta1}, cluster scoped, its fields at the top level). Only what
 * is compared and who wrote it; nothing of it is written back.
 */
record SettingWire(
        @Nullable Meta metadata,
        @Nullable String value,
        @JsonProperty("default") @Nullable String fallback,
        @Nullable Status status) {

    static final String API_VERSION = "harvesterhci.io/v1beta1";
    static final ResourceType<SettingWire> TYPE =
            ResourceType.of(API_VERSION, "settings", SettingWire.class, SettingWire::identity);

    /** Annotation with the versions of the Secrets that are in the value, where the site does not give it back. */
    static final String STAMP = "granary.io/secret-versions";

    private static final String GRANARY = "granary";
    /** Longer ones are cut: they differ from whatever a policy may hold. */
    private static final int LONGEST_VALUE = 1 << 17;

    record Meta(
            @Nullable String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            @Nullable List<Owner> managedFields,
            @Nullable Map<String, String> annotations) {}

    record Owner(
            @Nullable String manager,
            @Nullable String operation,
            @Nullable String time,
            @Nullable JsonNode fieldsV1) {
        boolean holdsValue() {
            return fieldsV1 != null && fieldsV1.has("f:value");
        }

        boolean applies() {
            return "Apply".equals(operation);
        }
    }

    record Status(@Nullable List<Condition> conditions) {}

    record Condition(
            @Nullable String type,
            @Nullable String status,
            @Nullable String message) {}

    String name() {
        return metadata == null ? "" : Objects.requireNonNullElse(metadata.name(), "");
    }

    private ResourceType.Identity identity() {
        var meta = Objects.requireNonNullElse(metadata, new Meta(null, null, null, null, null));
        return new ResourceType.Identity(
                "",
                name(),
                Objects.requireNonNullElse(meta.uid(), ""),
                Objects.requireNonNullElse(meta.resourceVersion(), ""));
    }

    /** @param pool gives one text for many equal ones */
    SeenSetting seen(UnaryOperator<String> pool) {
        return new SeenSetting(
                pool.apply(bounded(value)),
                pool.apply(bounded(fallback)),
                writer(pool),
                identity().resourceVersion(),
                pool.apply(trouble()),
                pool.apply(stamp()));
    }

    private String stamp() {
        var annotations = metadata == null ? null : metadata.annotations();
        return annotations == null ? "" : cut(annotations.getOrDefault(STAMP, ""), 1_024);
    }

    private static String bounded(@Nullable String text) {
        var known = Objects.requireNonNullElse(text, "");
        return known.length() > LONGEST_VALUE ? known.substring(0, LONGEST_VALUE) : known;
    }

    /** Whoever applies the value, before whoever wrote it once. */
    private Writer writer(UnaryOperator<String> pool) {
        var owners = metadata == null ? null : metadata.managedFields();
        if (owners == null) {
            return Writer.NOBODY;
        }
        var found = Writer.NOBODY;
        var latest = "";
        for (var owner : owners) {
            var manager = pool.apply(cut(Objects.requireNonNullElse(owner.manager(), ""), 128));
            var time = Objects.requireNonNullElse(owner.time(), "");
            if (!owner.holdsValue()) {
                continue;
            }
            if (owner.applies() && !manager.equals(GRANARY)) {
                return new Writer(manager, Hold.APPLIED);
            }
            if (found == Writer.NOBODY || time.compareTo(latest) >= 0) {
                found = new Writer(manager, owner.applies() ? Hold.GRANARY : Hold.WRITTEN);
                latest = time;
            }
        }
        return found;
    }

    /** {@code configured} is False without a message where nothing is set, which is no trouble. */
    private String trouble() {
        var conditions = status == null ? null : status.conditions();
        if (conditions == null) {
            return "";
        }
        return conditions.stream()
                .filter(condition -> "configured".equals(condition.type()) && "False".equals(condition.status()))
                .map(condition -> cut(Objects.requireNonNullElse(condition.message(), ""), 200))
                .findFirst()
                .orElse("");
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
