// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.BrokenJson;
import io.granary.inventory.core.IdentityProjection;
import io.granary.inventory.core.ReflectorFault;
import io.granary.inventory.core.RejectedData;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that the cluster behind a door is still the one the rows came from, by the uid of its {@code kube-system}.
 * Asked before each list and each watch that does not directly follow its own list; those who ask together share an
 * answer. Rebuilt sites keep their name and may even have reached the old resource version.
 */
final class SiteSyncIdentity {
    private static final long SHARED_NANOS = 2_000_000_000L;

    private final SiteSync site;
    private final SiteSyncTools tools;
    private final List<Consumer<@Nullable ReflectorFault>> waiting = new ArrayList<>(2);
    private String uid;
    private boolean checked;
    private long checkedAt;
    private int generation;

    /** @param uid of the cluster the restored rows came from, empty if unknown */
    SiteSyncIdentity(SiteSync site, SiteSyncTools tools, String uid) {
        this.site = site;
        this.tools = tools;
        this.uid = uid;
    }

    synchronized String uid() {
        return uid;
    }

    /** Answers null where the site is who it was, else why nothing may be read now. */
    void check(Consumer<@Nullable ReflectorFault> answer) {
        int asked;
        synchronized (this) {
            if (checked && tools.timer().nanos() - checkedAt <= SHARED_NANOS) {
                asked = 0;
            } else {
                waiting.add(answer);
                asked = waiting.size() == 1 ? ++generation : -1;
            }
        }
        if (asked == 0) {
            answer.accept(null);
        } else if (asked > 0) {
            site.door()
                    .send(ApiCall.get(InventoryKinds.IDENTITY, Budget.OBJECT))
                    .whenComplete((reply, failure) -> answered(asked, reply, failure));
        }
    }

    /** The connection was cut: the next check asks anew. */
    synchronized void forget() {
        checked = false;
        generation++;
        waiting.clear();
    }

    private void answered(int asked, @Nullable ApiReply reply, @Nullable Throwable failure) {
        List<Consumer<@Nullable ReflectorFault>> all;
        ReflectorFault fault;
        boolean reborn;
        synchronized (this) {
            if (asked != generation) {
                return;
            }
            all = List.copyOf(waiting);
            waiting.clear();
            fault = fault(reply, failure);
            var now = fault == null && reply != null && reply.status() == 200 ? read(reply) : "";
            reborn = !now.isEmpty() && !uid.isEmpty() && !uid.equals(now);
            uid = now.isEmpty() ? uid : now;
            fault = reborn ? ReflectorFault.REBORN : fault;
            checked = !reborn && fault == null;
            checkedAt = tools.timer().nanos();
        }
        for (var each : all) {
            each.accept(fault);
        }
        if (reborn) {
            tools.timer().run(site::reborn);
        }
    }

    private static @Nullable ReflectorFault fault(@Nullable ApiReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            var cause = failure != null && failure.getCause() instanceof ApiProblem.Failure inner ? inner : failure;
            return cause instanceof ApiProblem.Failure known
                    ? ReflectorRefusal.fault(known.problem().kind())
                    : ReflectorFault.UNREACHABLE;
        }
        return switch (reply.status()) {
            case 200, 403, 404 -> null;
            default -> ReflectorRefusal.fault(reply.status());
        };
    }

    private static String read(ApiReply reply) {
        try {
            return IdentityProjection.uid(reply.body());
        } catch (RejectedData | BrokenJson unusable) {
            return "";
        }
    }
}
