// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.ObjectKey;

/** Checks the keys of KeyPairs and shows their fingerprints (Harvester {@code pkg/controller/master/keypair}). */
record KeyPairs(SiteWorld world) {
    static void validate(Admission admission) {
        var pair = admission.object();
        if (pair == null) {
            return;
        }
        var key = pair.at("/spec/publicKey").asText();
        if (key.isEmpty()) {
            throw Webhook.VALIDATOR.invalid("public key is required", "spec.publicKey");
        }
        if (PublicKey.parse(key).isEmpty()) {
            throw Webhook.VALIDATOR.invalid("key is not in valid OpenSSH public key format", "spec.publicKey");
        }
    }

    /** Writes the fingerprint once; a key that is changed later keeps the old one, as at a real site. */
    void reconcile(ObjectKey key) {
        var found = Trees.find(world.store(), Kinds.KEY_PAIR, key);
        if (found.isEmpty() || !found.get().at("/status/fingerPrint").asText().isEmpty()) {
            return;
        }
        PublicKey.parse(found.get().at("/spec/publicKey").asText())
                .ifPresent(parsed -> world.change(Kinds.KEY_PAIR, key, pair -> {
                    Trees.child(pair, "status").put("fingerPrint", parsed.fingerprint());
                    Conditions.of(pair, world.now()).set("validated", "True", "", "");
                }));
    }
}
