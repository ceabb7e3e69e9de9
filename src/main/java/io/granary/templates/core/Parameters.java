// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates.core;

import io.granary.crd.v1alpha1.TemplateSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a template with their values for one site: from the rollout's overrides, else from the site's
 * label, else the default.
 *
 * @param values by parameter name
 * @param missing a sentence for each parameter without a value, that says where to put one
 */
public record Parameters(Map<String, String> values, List<String> missing) {

    public Parameters {
        values = Map.copyOf(values);
        missing = List.copyOf(missing);
    }

    /**
     * Resolves all parameters that a template declares.
     *
     * @param site the site's name, for the sentences
     * @param labels of the site
     * @param overrides by parameter name, as the rollout gives them for this site
     */
    public static Parameters of(
            TemplateSpec template, String site, Map<String, String> labels, Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (TemplateSpec.Parameter parameter : template.parameters()) {
            String label = parameter.label();
            String value = overrides.get(parameter.name());
            if (value == null && label != null) {
                value = labels.get(label);
            }
            if (value == null) {
                value = parameter.defaultValue();
            }
            if (value == null) {
                missing.add(sentence(parameter, site));
            } else {
                values.put(parameter.name(), value);
            }
        }
        return new Parameters(values, missing);
    }

    private static String sentence(TemplateSpec.Parameter parameter, String site) {
        String label = parameter.label();
        String byLabel = label == null ? "" : "label site " + site + " with " + label + "=<value>, or ";
        return "Parameter " + parameter.name() + " has no value at site " + site + ": " + byLabel
                + "give it in the rollout's spec.overrides, or give the template a default.";
    }
}
