// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart's CRDs are those of the Java classes. {@code make golden} (-Dgolden=write) writes them anew. */
class CrdGoldenTest {
    private static final Path CHART = Path.of("charts/granary-crd/templates");

    @TempDir
    private Path generated;

    static Stream<Class<? extends HasMetadata>> kinds() {
        return new ClassFileImporter()
                .importPackages("io.granary.crd").stream()
                        .filter(type -> type.isAssignableTo(CustomResource.class))
                        .map(JavaClass::reflect)
                        .map(type -> type.asSubclass(HasMetadata.class));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theChartHoldsTheDefinitionOf(Class<? extends HasMetadata> kind) throws Exception {
        new CRDGenerator()
                .inOutputDir(generated.toFile())
                .withMinQuotes(true)
                .withPostProcessor(tidying(kind))
                .customResourceClasses(kind)
                .generate();
        var name = CustomResource.getCRDName(kind);
        var definition = Files.readString(generated.resolve(name + "-v1.yml"));
        var golden = CHART.resolve(name + ".yaml");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(CHART);
            Files.writeString(golden, definition);
        }

        assertThat(golden).as("run make golden, and review the difference").hasContent(definition);
        assertThat(definition).as("Helm would take this for a template").doesNotContain("{{");
    }

    private static CRDPostProcessor tidying(Class<? extends HasMetadata> kind) {
        return new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String crdVersion) {
                return tidied((CustomResourceDefinition) crd, kind);
            }
        };
    }

    /** A rule at a component of a record is found at its field and at its accessor: once is enough. */
    private static void once(@Nullable JSONSchemaProps schema) {
        if (schema == null) {
            return;
        }
        schema.setXKubernetesValidations(
                schema.getXKubernetesValidations().stream().distinct().toList());
        schema.getProperties().values().forEach(CrdGoldenTest::once);
        once(schema.getItems() == null ? null : schema.getItems().getSchema());
        once(
                schema.getAdditionalProperties() == null
                        ? null
                        : schema.getAdditionalProperties().getSchema());
    }

    /** Columns in the order in which the class declares them, and conditions merged by type. */
    private static CustomResourceDefinition tidied(CustomResourceDefinition crd, Class<? extends HasMetadata> kind) {
        var order = Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        for (var version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> order.indexOf(column.getName())));
            once(version.getSchema().getOpenAPIV3Schema());
            var status =
                    version.getSchema().getOpenAPIV3Schema().getProperties().get("status");
            var conditions = status == null ? null : status.getProperties().get("conditions");
            if (conditions != null) {
                conditions.setXKubernetesListType("map");
                conditions.setXKubernetesListMapKeys(List.of("type"));
            }
        }
        return crd;
    }
}
