// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The objects of one cluster, for controllers inside the simulator. Every write is one transaction, gets the next
 * revision of the cluster, and is seen by watches. Writes through here pass no admission and no validation: they are
 * the cluster's own. Refusals are {@link StatusException}s. Safe for any thread; listeners run on the writer's thread
 * after the write and may write themselves.
 */
public interface ObjectStore {
    /** Puts objects in without events; all get one revision. Replaces what has the same key. */
    void seed(GroupResource resource, Collection<Seed> seeds);

    Optional<StoredObject> find(GroupResource resource, ObjectKey key);

    /** Everything of a kind in key order, consistent at one revision. */
    List<StoredObject> list(GroupResource resource);

    /** Creates from a whole object; uid, creation time, generation and revision are given here. 409 when it exists. */
    StoredObject create(GroupResource resource, ObjectNode object);

    /**
     * Changes the parsed object and stores what {@code change} returns; the same body means no write. A change of
     * {@code spec} (for kinds without status subresource: of anything but metadata and status) raises the generation.
     *
     * @throws StatusException 404 when it does not exist
     */
    StoredObject update(GroupResource resource, ObjectKey key, UnaryOperator<ObjectNode> change);

    /**
     * Replaces the source of a generated object with another generated one, without parsing; labels, generation and all
     * but the revision are taken from {@code seed}. Creates it when it does not exist.
     */
    StoredObject put(GroupResource resource, Seed seed);

    /** Deletes at once, finalizers or not; dependants are collected as their owner references say. */
    Optional<StoredObject> delete(GroupResource resource, ObjectKey key);

    /** Called for every committed write from now on, in order. */
    void onChange(Consumer<ObjectChange> listener);

    /** The revision of the last write. */
    long revision();

    /** Everything there is now, to be restored later; cheap, since revisions are immutable. */
    StoreBackup backup();

    /**
     * What {@code etcdctl snapshot restore} does: objects and the revision go back, and every watch is cut. Clients
     * that ask for a later revision are refused or wait, as with a real server.
     */
    void restore(StoreBackup backup);

    /** Forgets all watch events, so that every resume from an older revision is answered 410. */
    void compact();
}
