// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Change;
import io.granary.inventory.core.EventProjection;
import io.granary.inventory.core.ScalarProjection;
import java.util.zip.CRC32C;

/**
 * What a resumed watch must begin with: the last change that was heard. Asked for once more, because a restored etcd
 * may by now have counted beyond the version it lost, and only the change itself tells the histories apart. Bookmarks
 * after it do not matter: nothing of the kind changed up to them. A server that has forgotten the change says 410, as
 * one that was restarted does, and is listed.
 *
 * @param sum of the bytes of the event: the same object may have another change at the same version
 */
record ReflectorProof(String version, String uid, long sum) {

    static ReflectorProof of(EventProjection.Changed changed, long sum) {
        return new ReflectorProof(changed.version(), uid(changed.change()), sum);
    }

    static long sum(byte[] bytes, int offset, int length) {
        var sum = new CRC32C();
        sum.update(bytes, offset, length);
        return sum.getValue();
    }

    /** The version to resume from so that the change is told again. */
    String before() {
        return Long.toString(ScalarProjection.version(version) - 1);
    }

    private static String uid(Change change) {
        return switch (change) {
            case Change.PutVm(var vm) -> vm.uid();
            case Change.PutVmi(var vmi) -> vmi.uid();
            case Change.Gone(var ignored, var name, var uid) -> uid;
        };
    }
}
