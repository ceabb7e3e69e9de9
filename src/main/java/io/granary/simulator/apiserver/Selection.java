// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** Which objects of a kind a list or watch is about. */
record Selection(String namespace, LabelSelector labels, FieldSelector fields) {
    static Selection of(ApiRequest request, ResourceType type) {
        var fields = FieldSelector.parse(request.parameter("fieldSelector"), type);
        // A watch or list of one name is authorised, and sent by old clients, as a request for that name.
        return new Selection(request.namespace(), LabelSelector.parse(request.parameter("labelSelector")), fields);
    }

    boolean matches(StoredObject object) {
        return (namespace.isEmpty() || namespace.equals(object.key().namespace()))
                && labels.matches(object.labels())
                && fields.matches(object.key(), () -> Json.parse(object.json()));
    }

    boolean everything() {
        return labels.requirements().isEmpty() && fields.terms().isEmpty();
    }
}
