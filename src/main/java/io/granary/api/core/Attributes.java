// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

/**
 * What is asked of authorisation: exactly the fields of {@code ResourceAttributes} (authorization.k8s.io/v1).
 *
 * @param verb get, list, watch or create
 * @param namespace the site's namespace, or empty for all
 * @param name of the object, or empty
 */
public record Attributes(String verb, String group, String version, String resource, String namespace, String name) {}
