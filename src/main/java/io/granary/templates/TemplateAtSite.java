// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.templates.core.Parameters;
import java.util.Map;
import java.util.Set;

/**
 * What a template meets at one site.
 *
 * @param name the site's name, for the sentences
 * @param parameters resolved for this site
 * @param images by the name of the library's Image; only those that the site has imported
 * @param networks the NetworkAttachmentDefinitions there, {@code namespace/name}
 */
public record TemplateAtSite(String name, Parameters parameters, Map<String, SiteImage> images, Set<String> networks) {
    public TemplateAtSite {
        images = Map.copyOf(images);
        networks = Set.copyOf(networks);
    }
}
