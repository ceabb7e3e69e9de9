// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** Discovery and OpenAPI of a catalogue. */
final class CatalogDocuments {
    CatalogDocuments(ResourceCatalog catalog) {}
}
