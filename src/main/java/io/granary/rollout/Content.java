// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Selection;
import io.granary.rollout.core.SiteUid;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout brings: its hash, and what of it a site gets. Absent fields do not count, so new ones change no hash.
 */
public final class Content {
    private Content() {}

    /** Ten hexadecimal digits over target and overrides, independent of the order of fields and maps. */
    public static String hash(RolloutTarget target, List<RolloutSpec.Override> overrides) {
        return digest(canonical(target) + canonical(overrides)).substring(0, 10);
    }

    /** The same of what a target names, such as the spec of an Image or Template, for its {@code contentHash}. */
    public static String hash(Record content) {
        return digest(canonical(content)).substring(0, 10);
    }

    /** The target with the first override whose selector matches. */
    public static RolloutTarget at(RolloutSpec spec, Map<String, String> labels) {
        for (var override : spec.overrides()) {
            if (Selection.matches(override.selector(), labels)) {
                return (RolloutTarget) merged(spec.target(), override.patch());
            }
        }
        return spec.target();
    }

    /** The name of the action object of one try: a pure function of who, what and where (S2). */
    public static String actionName(String rolloutUid, int revision, SiteUid site, int attempt) {
        return "granary-"
                + digest(rolloutUid + "/" + revision + "/" + site + "/" + attempt)
                        .substring(0, 20);
    }

    private static Object merged(Object base, Object patch) {
        var type = base.getClass();
        if (!type.isRecord()) {
            return patch;
        }
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var old = read(components[i], base);
            var fresh = read(components[i], patch);
            values[i] = fresh == null || isAbsent(fresh) ? old : old == null ? fresh : merged(old, fresh);
        }
        try {
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A wire record cannot be built: " + type.getName(), e);
        }
    }

    private static String canonical(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Record wire -> record(wire);
            case Map<?, ?> map -> new TreeMap<>(map).toString();
            case Collection<?> items -> {
                var parts = new ArrayList<String>();
                items.forEach(item -> parts.add(canonical(item)));
                yield parts.toString();
            }
            case Object other -> other.toString().length() + ":" + other;
        };
    }

    private static String record(Record wire) {
        var text = new StringBuilder("{");
        Arrays.stream(wire.getClass().getRecordComponents())
                .sorted(Comparator.comparing(RecordComponent::getName))
                .filter(component -> !isAbsent(read(component, wire)))
                .forEach(component -> text.append(component.getName())
                        .append('=')
                        .append(canonical(read(component, wire)))
                        .append(','));
        return text.append('}').toString();
    }

    private static boolean isAbsent(@Nullable Object value) {
        return value == null
                || (value instanceof Collection<?> items && items.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static @Nullable Object read(RecordComponent component, Object wire) {
        try {
            return component.getAccessor().invoke(wire);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "A wire record cannot be read: " + wire.getClass().getName(), e);
        }
    }

    private static String digest(String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
