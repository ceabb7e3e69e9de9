// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.access.AccessKinds.BindingKind;
import io.granary.access.AccessKinds.RoleKind;
import io.granary.access.core.AccessBook;
import io.granary.access.core.Reach;
import io.granary.access.core.Verb;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubCluster;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the book of roles and bindings in step with the hub's cluster, by one watch for each kind. */
final class AccessWatch implements SiteAccess, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccessWatch.class);

    /** A binding that is taken back must not count for longer, whatever happens to its watch. */
    private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

    private final AccessBook book = new AccessBook();
    private final LongSupplier nanos;
    private final List<Follower<?>> followers = new ArrayList<>();

    /** @param nanos a clock that only goes forward, in nanoseconds */
    AccessWatch(HubCluster hub, LongSupplier nanos) {
        this.nanos = nanos;
        for (var kind : AccessKinds.ROLES) {
            followers.add(follower(kind, hub));
        }
        for (var kind : AccessKinds.BINDINGS) {
            followers.add(follower(kind, hub));
        }
    }

    private Follower<RoleObject> follower(RoleKind kind, HubCluster hub) {
        return new Follower<>(
                hub.resources(kind.type()),
                kind.type(),
                kind.prefix(),
                kind::key,
                (key, role) -> book.role(key, role == null ? null : kind.read().apply(role)));
    }

    private Follower<BindingObject> follower(BindingKind kind, HubCluster hub) {
        return new Follower<>(
                hub.resources(kind.type()),
                kind.type(),
                kind.prefix(),
                kind::key,
                (key, binding) ->
                        book.bind(key, binding == null ? null : kind.read().apply(binding)));
    }

    void start() {
        followers.forEach(Follower::start);
    }

    @Override
    public Reach reach(String user, List<String> groups, Verb verb) {
        followers.forEach(Follower::mustBeInStep);
        return book.reach(user, groups, verb);
    }

    @Override
    public long revision() {
        followers.forEach(Follower::mustBeInStep);
        return book.revision();
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
    }

    /** One kind. */
    private final class Follower<T> implements Resources.Listener<T> {
        private final Resources<T> resources;
        private final ResourceType<T> type;
        private final String prefix;
        private final Function<T, String> key;
        private final BiConsumer<String, @Nullable T> put;
        private volatile @Nullable AutoCloseable watch;
        private volatile boolean read;
        private volatile boolean broken;
        private volatile long brokenSince;

        private Follower(
                Resources<T> resources,
                ResourceType<T> type,
                String prefix,
                Function<T, String> key,
                BiConsumer<String, @Nullable T> put) {
            this.resources = resources;
            this.type = type;
            this.prefix = prefix;
            this.key = key;
            this.put = put;
        }

        private void start() {
            watch = resources.watch("", "", this);
        }

        private void mustBeInStep() {
            if (!read) {
                throw new Unknown("the hub has not read the " + type.plural() + " of its cluster yet");
            }
            if (broken && nanos.getAsLong() - brokenSince > PATIENCE) {
                throw new Unknown("the hub has lost touch with the " + type.plural() + " of its cluster");
            }
        }

        @Override
        public void replaced(List<T> all) {
            var kept = new HashSet<String>();
            all.forEach(object -> kept.add(key.apply(object)));
            for (var known : book.keys(prefix)) {
                if (!kept.contains(known)) {
                    put.accept(known, null);
                }
            }
            all.forEach(this::changed);
            read = true;
            resumed();
        }

        @Override
        public void changed(T object) {
            put.accept(key.apply(object), object);
        }

        @Override
        public void deleted(T object) {
            put.accept(key.apply(object), null);
        }

        @Override
        public void resumed() {
            broken = false;
        }

        @Override
        public void failed(ApiProblem problem) {
            if (problem.kind() == ApiProblem.Kind.ABSENT && AccessKinds.mayBeAbsent(type)) {
                replaced(List.of());
                return;
            }
            if (!broken) {
                brokenSince = nanos.getAsLong();
                broken = true;
                report(problem);
            }
        }

        private void report(ApiProblem problem) {
            Consumer<String> told = problem.kind() == ApiProblem.Kind.FORBIDDEN ? LOG::warn : LOG::debug;
            told.accept("Cannot follow the " + type.plural()
                    + " of the hub's cluster, so it is not known who sees what: " + problem.message());
        }

        private void close() {
            var open = watch;
            if (open != null) {
                try {
                    open.close();
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
    }
}
