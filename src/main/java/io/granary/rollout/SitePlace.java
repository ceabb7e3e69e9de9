// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

/** Where a Site object is: its workspace, and its name there. */
record SitePlace(String namespace, String name) {}
