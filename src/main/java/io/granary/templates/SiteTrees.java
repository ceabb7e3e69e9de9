// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiDoor;
import io.granary.kube.DoorResources;
import io.granary.kube.Resources;
import java.util.random.RandomGenerator;

/** The objects of one site, by kind. */
@FunctionalInterface
interface SiteTrees {

    Resources<ObjectNode> of(TemplateKind kind);

    static SiteTrees through(ApiDoor door, RandomGenerator random) {
        return kind -> new DoorResources<>(door, kind.type(), random);
    }
}
