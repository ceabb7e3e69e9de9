// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

/**
 * Names a site for the hub: the id of its Rancher management cluster ({@code c-m-abcde123}), or the name of the Secret
 * of a site that is reached directly. It always comes from the connection, never from what the site says of itself.
 *
 * @param value a DNS label, 1 to 63 characters
 */
public record SiteId(String value) implements Comparable<SiteId> {
    public SiteId {
        if (value.isEmpty() || value.length() > 63) {
            throw new IllegalArgumentException("A site id has 1 to 63 characters, this one has " + value.length());
        }
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
