// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The house rules of CONTRIBUTING.md. Each failure names its remedy; no rule has an exception list. */
class HouseRulesTest {
    /** Streams and buffers over memory that are handed in are values; files, sockets and channels are not. */
    private static final Set<String> VALUES_OF_JAVA_IO = Set.of(
            "java.io.IOException",
            "java.io.EOFException",
            "java.io.UncheckedIOException",
            "java.io.Serializable",
            "java.io.Closeable",
            "java.io.DataInput",
            "java.io.DataOutput",
            "java.io.DataInputStream",
            "java.io.DataOutputStream",
            "java.io.InputStream",
            "java.io.OutputStream",
            "java.io.FilterInputStream",
            "java.io.FilterOutputStream",
            "java.io.Reader",
            "java.io.Writer",
            "java.io.StringReader",
            "java.io.StringWriter",
            "java.io.ByteArrayInputStream",
            "java.io.ByteArrayOutputStream");

    @Test
    void coresArePure() {
        check(classes()
                .that()
                .resideInAPackage("io.granary..core..")
                .should()
                .onlyDependOnClassesThat(mayBeKnownByACore())
                .because("a core gives the same answer to the same question, today and in a test."
                        + " Remedy: move the call to the room's shell and pass its result in as an argument"));
    }

    @Test
    void everyClassStandsInARoomOfTheDrawing() {
        check(classes()
                .should(HouseConditions.standInARoomOfTheDrawing())
                .because("a stranger finds his way by the drawing in ARCHITECTURE.md."
                        + " Remedy: move the class to the room it works for; a new room needs its arrows in"
                        + " Rooms.MAY_KNOW and in the drawing first"));
    }

    @Test
    void arrowsPointDown() {
        check(classes()
                .should(HouseConditions.knowOnlyTheRoomsBelow())
                .because("lower rooms never know higher ones, the simulator knows no room and no room knows it."
                        + " Remedy: declare an interface in the lower room and implement it in yours;"
                        + " talk to the simulator over HTTP only"));
    }

    @Test
    void noRoomsStandInACircle() {
        check(slices().matching("io.granary.(*)..")
                .should()
                .beFreeOfCycles()
                .because("rooms in a circle cannot be understood one by one."
                        + " Remedy: invert one arrow, with an interface in the lower room"));
    }

    @Test
    void onlyKubeAndCrdKnowTheKubernetesClient() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.granary.kube..", "io.granary.crd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .because("there is one guarded door to API servers, and fabric8's defaults are not guarded"
                        + " (docs/adr/0007-own-reflector-over-vertx.md)."
                        + " Remedy: send an ApiCall through the ApiDoor you were given, or widen kube"));
    }

    @Test
    void onlyTheDoorsOpenSockets() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.granary.kube..", "io.granary.api..", "io.granary.simulator..", "io.granary.provisioning..")
                .and()
                .doNotHaveFullyQualifiedName("io.granary.Granary")
                .and(areNoMainClasses())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..", "java.nio.channels..")
                .because("every byte that enters has a budget, and only kube and api keep one."
                        + " Remedy: use kube's ApiDoor to call out, and add a route in api to be called"));
    }

    @Test
    void roomsOpenWhenTheHubWorks() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.granary")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.quarkus.runtime.StartupEvent")
                .because("a hub that stands by for another must not touch sites, files or statuses."
                        + " Remedy: observe io.granary.kernel.HubOpens instead of StartupEvent"));
    }

    @Test
    void namesSayWhatAClassIs() {
        check(noClasses()
                .should()
                .haveNameMatching(".*\\.([A-Z]\\w*)?(Util|Utils|Helper|Helpers|Manager|Impl|Dto|DTO)(\\$.*)?")
                .orShould()
                .haveNameMatching(".*\\.Abstract[A-Z]\\w*")
                .because("such a name says nothing of what the class is for."
                        + " Remedy: name the noun of the user's world, or the role (Observer, Planner, Applier,"
                        + " Statuses, Store, Watcher, Sink, Client); put a helper method where its one user is"));
    }

    @Test
    void timeAndChanceComeInByConstructor() {
        check(classes()
                .should(HouseConditions.takeTimeAndChanceOnlyInSeams())
                .because("what reads the clock or throws dice by itself cannot be tested or replayed from a seed."
                        + " Remedy: take a java.time.Clock, LongSupplier (for nanoTime), RandomGenerator, Executor or"
                        + " setting by constructor; the one class that must create it is marked"
                        + " @Seam(\"what comes in, and why\"), or is a main class. To wait, schedule"));
    }

    @Test
    void nobodyTrustsBlindly() {
        check(classes()
                .should(HouseConditions.trustNobodyBlindly())
                .because("a hub holds the keys to every site, so each connection is verified, in tests too."
                        + " Remedy: hand the CA in as PEM trust options; the simulator makes a CA of its own"));
    }

    @Test
    void theWireContractHoldsDataOnly() {
        check(classes()
                .that()
                .resideInAPackage("io.granary.crd..")
                .should(HouseConditions.beRecordsEnumsOrShells())
                .because("the CRD schema is generated from these, and Optional becomes an open schema"
                        + " (docs/adr/0003-records-as-crds.md)."
                        + " Remedy: move logic to a core, and mark what may be absent @Nullable"));
    }

    @Test
    void onlyJsonValueTypesAreDeserialised() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "default typing is switched on",
                        call -> call.getTarget().getName().matches("(activate|enable)DefaultTyping.*")))
                .because("bytes from outside must not choose which class is created."
                        + " Remedy: read JSON into a record you name"));
    }

    @Test
    void constructorsAreShort() {
        check(classes()
                .that()
                .areNotRecords()
                .and()
                .areNotEnums()
                .should(HouseConditions.haveFewConstructorParameters())
                .because("a class that needs eight things does two jobs."
                        + " Remedy: split it, or group what belongs together in a record;"
                        + " what is better whole is marked @TooBig(adr = n)"));
    }

    @Test
    void callsNeverSayTrueOrFalse() {
        check(classes()
                .that()
                .areNotRecords()
                .and()
                .resideOutsideOfPackage("io.granary.crd..")
                .should(HouseConditions.haveNoPublicBooleanParameters())
                .because("nobody can read watch(site, true, false)."
                        + " Remedy: two methods with a name each, an enum, or a field of the record you pass"));
    }

    private static DescribedPredicate<JavaClass> mayBeKnownByACore() {
        return DescribedPredicate.describe("are values, kernel, crd or core", type -> {
            var base = type.getBaseComponentType();
            var name = base.getName();
            var in = base.getPackageName();
            return base.isPrimitive()
                    || in.startsWith("java.lang") && !in.startsWith("java.lang.reflect")
                    || in.startsWith("java.util") && !in.startsWith("java.util.logging")
                    || in.startsWith("java.time")
                    || in.equals("java.math")
                    || in.equals("java.text")
                    || in.equals("java.nio")
                    || in.equals("java.nio.charset")
                    || VALUES_OF_JAVA_IO.contains(name)
                    || in.startsWith("org.jspecify")
                    || in.startsWith("com.google.errorprone.annotations")
                    || in.startsWith("org.roaringbitmap")
                    || in.startsWith("com.fasterxml.jackson.core")
                    || in.startsWith("com.fasterxml.jackson.annotation")
                    || in.startsWith("io.granary.kernel")
                    || in.startsWith("io.granary.crd")
                    || in.matches("io\\.granary\\..*\\bcore\\b.*");
        });
    }

    private static DescribedPredicate<JavaClass> areNoMainClasses() {
        return DescribedPredicate.describe(
                "are no main classes", type -> !type.getSimpleName().endsWith("Main"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Rooms.HOUSE_CLASSES);
    }
}
