// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import java.util.Map;

/** The admission hooks of a server, by kind. */
record Hooks(Map<GroupResource, List<AdmissionHook>> mutators, Map<GroupResource, List<AdmissionHook>> validators) {
    void mutate(GroupResource kind, Admission admission) {
        mutators.getOrDefault(kind, List.of()).forEach(hook -> hook.admit(admission));
    }

    void validate(GroupResource kind, Admission admission) {
        validators.getOrDefault(kind, List.of()).forEach(hook -> hook.admit(admission));
    }
}
