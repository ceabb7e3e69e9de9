// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What HouseRulesTest asks of classes and methods, where ArchUnit has no word for it. */
final class HouseConditions {
    private static final Set<String> FORBIDDEN_IN_THE_HOUSE = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.Thread.sleep",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.concurrent.CompletableFuture.supplyAsync",
            "java.util.concurrent.CompletableFuture.runAsync");

    private static final Set<String> BLIND_TRUST = Set.of(
            "setTrustAll",
            "setTrustCerts",
            "withTrustCerts",
            "setDisableHostnameVerification",
            "withDisableHostnameVerification",
            "setDefaultHostnameVerifier");

    private HouseConditions() {}

    static ArchCondition<JavaClass> knowOnlyTheRoomsBelow() {
        return condition("know only the rooms below", (type, tell) -> {
            var room = Rooms.of(type);
            var allowed = Rooms.MAY_KNOW.getOrDefault(room, Set.of());
            for (var use : type.getDirectDependenciesFromSelf()) {
                var to = Rooms.of(use.getTargetClass().getBaseComponentType());
                if (!to.isEmpty() && !to.equals(room) && !allowed.contains(to)) {
                    tell.accept(use.getDescription() + " [" + room + " may not know " + to + "]", type);
                }
            }
        });
    }

    static ArchCondition<JavaClass> standInARoomOfTheDrawing() {
        return condition("stand in a room of the drawing", (type, tell) -> {
            if (!Rooms.MAY_KNOW.containsKey(Rooms.of(type))) {
                tell.accept(type.getName() + " stands in the unknown room '" + Rooms.of(type) + "'", type);
            }
        });
    }

    static ArchCondition<JavaClass> takeTimeAndChanceOnlyInSeams() {
        return condition("take time, chance and environment only in seams", (type, tell) -> {
            if (isSeam(type)) {
                return;
            }
            for (var access : type.getAccessesFromSelf()) {
                if (isForbidden(access)) {
                    tell.accept(access.getDescription(), type);
                }
            }
        });
    }

    static ArchCondition<JavaClass> trustNobodyBlindly() {
        return condition("trust nobody blindly", (type, tell) -> {
            for (var access : type.getAccessesFromSelf()) {
                var owner = access.getTargetOwner().getSimpleName();
                if (BLIND_TRUST.contains(access.getTarget().getName()) || owner.contains("TrustAll")) {
                    tell.accept(access.getDescription(), type);
                }
            }
            if (type.isAssignableTo("javax.net.ssl.HostnameVerifier")
                    || type.isAssignableTo("javax.net.ssl.X509TrustManager")) {
                tell.accept(type.getName() + " decides on trust by itself", type);
            }
        });
    }

    static ArchCondition<JavaClass> beRecordsEnumsOrShells() {
        return condition("be records, enums, interfaces or CustomResource shells", (type, tell) -> {
            var plain = type.isRecord() || type.isEnum() || type.isInterface();
            if (!plain && !type.isAssignableTo("io.fabric8.kubernetes.client.CustomResource") && !onlyHolds(type)) {
                tell.accept(type.getName() + " is neither record, enum nor CustomResource", type);
            }
            type.getFields().stream()
                    .filter(field -> field.getRawType().isEquivalentTo(java.util.Optional.class))
                    .forEach(field -> tell.accept(field.getFullName() + " is an Optional", type));
        });
    }

    static ArchCondition<JavaClass> haveFewConstructorParameters() {
        return condition(
                "have at most 7 constructor parameters",
                (type, tell) -> type.getConstructors().stream()
                        .filter(constructor -> constructor.getParameters().size() > 7)
                        .filter(constructor -> !isExcused(constructor))
                        .forEach(constructor -> tell.accept(
                                constructor.getFullName() + " has "
                                        + constructor.getParameters().size() + " parameters",
                                type)));
    }

    static ArchCondition<JavaClass> haveNoPublicBooleanParameters() {
        return condition(
                "have no boolean parameter in a public method",
                (type, tell) -> type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(method -> method.getRawParameterTypes().stream()
                                .anyMatch(parameter -> parameter.isEquivalentTo(boolean.class)))
                        .filter(method -> !isExcused(method) && !overrides(method))
                        .forEach(method -> tell.accept(method.getFullName(), type)));
    }

    private static boolean isForbidden(JavaAccess<?> access) {
        var name = access.getTargetOwner().getName() + "." + access.getTarget().getName();
        // Instant.now(clock) is what we want everywhere else; a seeded Random is a value.
        var given =
                access.getTarget() instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget unit
                        && !unit.getRawParameterTypes().isEmpty();
        var async = name.startsWith("java.util.concurrent.CompletableFuture");
        if (async) {
            return FORBIDDEN_IN_THE_HOUSE.contains(name)
                    && access.getTarget()
                            instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget unit
                    && unit.getRawParameterTypes().size() == 1;
        }
        var whateverIsGiven = name.equals("java.lang.Thread.sleep") || name.equals("java.lang.System.getenv");
        return FORBIDDEN_IN_THE_HOUSE.contains(name) && (!given || whateverIsGiven);
    }

    /** Main classes, clocks by name, classes marked with an annotation named Seam, and what is nested in those. */
    private static boolean isSeam(JavaClass type) {
        return Stream.iterate(
                        type,
                        outer -> outer != null,
                        outer -> outer.getEnclosingClass().orElse(null))
                .anyMatch(outer -> outer.getSimpleName().endsWith("Main")
                        || outer.getName().equals("io.granary.Granary")
                        || hasAnnotation(outer, "Seam"));
    }

    private static boolean isExcused(JavaMember member) {
        return hasAnnotation(member, "TooBig") || hasAnnotation(member.getOwner(), "TooBig");
    }

    private static boolean hasAnnotation(CanBeAnnotated element, String simpleName) {
        return element.isAnnotatedWith(com.tngtech.archunit.base.DescribedPredicate.describe(
                "@" + simpleName, found -> found.getRawType().getSimpleName().equals(simpleName)));
    }

    private static boolean onlyHolds(JavaClass type) {
        return type.getMethods().isEmpty()
                || type.getSimpleName().isEmpty()
                || type.getName().endsWith("package-info");
    }

    private static boolean overrides(JavaMethod method) {
        Predicate<JavaClass> declaresIt = above ->
                above.tryGetMethod(method.getName(), parameterNames(method)).isPresent();
        var owner = method.getOwner();
        return owner.getAllRawSuperclasses().stream().anyMatch(declaresIt)
                || owner.getAllRawInterfaces().stream().anyMatch(declaresIt);
    }

    private static String[] parameterNames(JavaCodeUnit unit) {
        return unit.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> condition(
            String text, BiConsumer<JavaClass, BiConsumer<String, Object>> check) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, (message, at) -> events.add(SimpleConditionEvent.violated(at, message)));
            }
        };
    }
}
