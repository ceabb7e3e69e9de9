// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

/**
 * Who a site is for good: the Rancher cluster id and the UID of its kube-system namespace, so that a rebuilt site is
 * another one.
 */
public record SiteUid(String value) implements Comparable<SiteUid> {
    @Override
    public int compareTo(SiteUid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
