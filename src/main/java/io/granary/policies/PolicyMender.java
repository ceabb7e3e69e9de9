// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.policies.core.WantedSetting;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.util.concurrent.Semaphore;
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
    private final SettingsWatches settings;
    private final SettingWriter writer;
    private final SightingTimer timer;
    private final Runnable news;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    /** @param news that something was written, or refused */
    PolicyMender(
            WorkspaceView sites, SettingsWatches settings, SettingWriter writer, SightingTimer timer, Runnable news) {
        this.sites = sites;
        this.settings = settings;
        this.writer = writer;
        this.timer = timer;
        this.news = news;
    }

    /** Begins to write, unless the same is being written already; returns at once. */
    void mend(PolicyBook book, SiteUid site, WantedSetting wanted, String version) {
        if (book.begin(site, wanted.what())) {
            timer.run(() -> {
                try {
                    slots.acquire();
                    try {
                        write(book, site, wanted, version);
                    } finally {
                        slots.release();
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException bug) {
                    LOG.errorf(bug, "%s of site %s could not be mended", wanted.what(), site);
                    book.refused(
                            site,
                            wanted.what(),
                            "Mending failed in Granary: see its log.",
                            timer.now().plus(REFUSED));
                } finally {
                    book.end(site, wanted.what());
                    news.run();
                }
            });
        }
    }

    private void write(PolicyBook book, SiteUid site, WantedSetting wanted, String version) {
        var link = sites.link(site);
        var lease = sites.lease();
        if (link == null || lease == null || !timer.now().isBefore(lease.sendUntil())) {
            return;
        }
        switch (writer.write(link.door(), wanted, version)) {
            case SettingWriter.Result.Done done -> {
                LOG.infof("%s of site %s was mended", wanted.what(), link.name());
                book.mended(site, wanted.what(), timer.now());
                settings.wrote(site, done.setting());
            }
            case SettingWriter.Result.Overtaken overtaken ->
                LOG.debugf("%s of site %s changed meanwhile", wanted.what(), link.name());
            case SettingWriter.Result.Refused refused ->
                book.refused(
                        site, wanted.what(), refused.sentence(), timer.now().plus(REFUSED));
            case SettingWriter.Result.Silent silent ->
                book.refused(
                        site,
                        wanted.what(),
                        "The site did not answer (" + silent.why() + "); it is asked again.",
                        timer.now().plus(SILENT));
        }
    }
}
