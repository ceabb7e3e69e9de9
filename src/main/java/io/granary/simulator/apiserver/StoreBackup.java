// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import java.util.Map;

/** The objects of a cluster at one revision. */
public record StoreBackup(long revision, Map<GroupResource, List<StoredObject>> objects) {}
