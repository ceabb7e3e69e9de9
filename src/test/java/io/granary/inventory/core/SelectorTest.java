// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "level", "7", "x.io/zone", "", "in", "out");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app                        | true",
                "!app                       | false",
                "missing                    | false",
                "! missing                  | true",
                "app=web                    | true",
                "app==web                   | true",
                "app = web , level = 7      | true",
                "app=web,level=8            | false",
                "app!=web                   | false",
                "missing!=web               | true",
                "app in (db, web)           | true",
                "app in (db)                | false",
                "app notin (db)             | true",
                "missing notin (db)         | true",
                "missing in (db)            | false",
                "level>6                    | true",
                "level > 7                  | false",
                "level<8                    | true",
                "app>1                      | false",
                "missing<8                  | false",
                "x.io/zone=                 | true",
                "x.io/zone in (a,)          | true",
                "in                         | true",
                "in in (out)                | true",
                "app,!missing,level notin() | true"
            })
    void labelsAreSelectedAsKubernetesDoes(String selector, boolean selected) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a=b,", "=b", "a in b", "a in (b", "a>x", "/a", "a=b c", "-a", "a=$", "a=b=c", ",a"})
    void brokenLabelSelectorsAreRefusedWithTheirText(String selector) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("'" + selector + "'");
    }

    @Test
    void anEmptySelectorSelectsEverything() {
        assertThat(LabelSelector.parse(" ")).isEqualTo(LabelSelector.EVERYTHING);
        assertThat(FieldSelector.parse("")).isEqualTo(FieldSelector.EVERYTHING);
    }

    @Test
    void fieldValuesMayBeEscaped() {
        assertThat(FieldSelector.parse("spec.name=a\\,b\\=c\\\\d,status.os!=x").terms())
                .containsExactly(
                        new FieldSelector.Term(Field.NAME, FieldSelector.Operator.EQUALS, "a,b=c\\d"),
                        new FieldSelector.Term(Field.OS, FieldSelector.Operator.DIFFERS, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec.name", "spec.name=a=b", "spec.name=a\\b", "spec.name=a\\"})
    void brokenFieldSelectorsAreRefused(String selector) {
        assertThatThrownBy(() -> FieldSelector.parse(selector)).isInstanceOf(BadQuery.class);
    }

    @Test
    void anUnknownFieldIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> FieldSelector.parse("spec.colour=red"))
                .hasMessageContaining("field label not supported: spec.colour")
                .hasMessageContaining("status.printableStatus");
    }
}
