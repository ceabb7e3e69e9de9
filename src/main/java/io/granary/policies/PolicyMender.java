// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ApiDoor;
import io.granary.policies.SettingWriter.Result;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Writes what a pass decided, a bounded number at a time, as long as this hub leads. */
final class PolicyMender {
    private static final Logger LOG = Logger.getLogger(PolicyMender.class);
    /** How long a site is not asked again for what it refused. */
    private static final Duration REFUSED = Duration.ofMinutes(10);
    /** The same for one that did not answer. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    private static final int AT_ONCE = 64;

    private final WorkspaceView sites;
    private final SightingTimer timer;
    private final Runnable news;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    /** @param news that something was written, or refused */
    PolicyMender(WorkspaceView sites, SightingTimer timer, Runnable news) {
        this.sites = sites;
        this.timer = timer;
        this.news = news;
    }

    /**
     * One write at one site.
     *
     * @param what is written
     * @param write through the door of the site
     * @param done after it was written
     */
    record Task(SiteUid site, String what, Function<ApiDoor, Result> write, Consumer<Result.Done> done) {}

    /** Begins to write, unless the same is being written already; returns at once. */
    void mend(PolicyBook book, Task task) {
        if (book.begin(task.site(), task.what())) {
            timer.run(() -> {
                try {
                    slots.acquire();
                    try {
                        write(book, task);
                    } finally {
                        slots.release();
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException bug) {
                    LOG.errorf(bug, "%s of site %s could not be mended", task.what(), task.site());
                    book.refused(task.site(), task.what(), "Mending failed in Granary: see its log.", in(REFUSED));
                } finally {
                    book.end(task.site(), task.what());
                    news.run();
                }
            });
        }
    }

    private void write(PolicyBook book, Task task) {
        var link = sites.link(task.site());
        var lease = sites.lease();
        if (link == null || lease == null || !timer.now().isBefore(lease.sendUntil())) {
            return;
        }
        switch (task.write().apply(link.door())) {
            case Result.Done done -> {
                LOG.infof("%s of site %s was mended", task.what(), link.name());
                book.mended(task.site(), task.what(), timer.now());
                task.done().accept(done);
            }
            case Result.Overtaken overtaken -> LOG.debugf("%s of site %s changed meanwhile", task.what(), link.name());
            case Result.Refused refused -> book.refused(task.site(), task.what(), refused.sentence(), in(REFUSED));
            case Result.Silent silent ->
                book.refused(
                        task.site(),
                        task.what(),
                        "The site did not answer (" + silent.why() + "); it is asked again.",
                        in(SILENT));
        }
    }

    private Instant in(Duration time) {
        return timer.now().plus(time);
    }
}
