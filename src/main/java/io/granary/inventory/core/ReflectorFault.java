// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** Why a reflector is not in step with its site. */
public enum ReflectorFault {
    /** Rancher says that the site is not connected. */
    DISCONNECTED,
    /** No answer, a cut connection, 5xx. */
    UNREACHABLE,
    /** 401 or 403. */
    DENIED,
    /** 429, or the hub's own bounds. */
    THROTTLED,
    /** 404: the kind is not there. */
    ABSENT,
    /** 410: the resource version, or the place within a list, is too old. */
    EXPIRED,
    /** What came broke a bound or a shape. */
    REJECTED,
    /** The server does not stream lists. */
    UNSUPPORTED,
    /** Resource versions ran backwards: the site's etcd was restored. */
    BACKWARDS,
    /** Another cluster answers under this name. */
    REBORN,
    /** Nothing is wrong: the list is read anew now and then, in case a difference was missed. */
    AUDIT
}
