// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/** The form of a path of an API server without the names in it, as traces may tell it. */
final class PathForm {
    private PathForm() {}

    /** {@code /apis/kubevirt.io/v1/namespaces/shop/virtualmachines/till-1?x} is {@code virtualmachines/{name}}. */
    static String of(String path) {
        var query = path.indexOf('?');
        var parts = (query < 0 ? path : path.substring(0, query)).split("/");
        var at = parts.length > 3 && parts[1].equals("api") ? 3 : parts.length > 4 && parts[1].equals("apis") ? 4 : -1;
        if (at < 0) {
            return "other";
        }
        if (parts[at].equals("namespaces") && parts.length > at + 2) {
            at += 2;
        }
        return switch (parts.length - at) {
            case 1 -> parts[at];
            case 2 -> parts[at] + "/{name}";
            default -> parts[at] + "/{name}/" + parts[at + 2];
        };
    }
}
