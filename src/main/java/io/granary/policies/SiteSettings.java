// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SettingCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one site, kept by a watch. Names that no Harvester has are not kept, so that a site can fill no
 * memory. A snapshot never changes; another one is another object.
 */
final class SiteSettings implements Resources.Listener<SettingWire> {
    private final UnaryOperator<String> pool;
    private final Runnable news;
    private volatile @Nullable Map<String, SeenSetting> snapshot;

    /** @param news that something is different now */
    SiteSettings(UnaryOperator<String> pool, Runnable news) {
        this.pool = pool;
        this.news = news;
    }

    /** By name; null before they were read. */
    @Nullable
    Map<String, SeenSetting> snapshot() {
        return snapshot;
    }

    @Override
    public synchronized void replaced(List<SettingWire> all) {
        var next = new HashMap<String, SeenSetting>();
        for (var setting : all) {
            if (SettingCatalogue.find(setting.name()) != null) {
                next.put(setting.name(), setting.seen(pool));
            }
        }
        keep(next);
    }

    @Override
    public synchronized void changed(SettingWire setting) {
        var known = snapshot;
        if (known == null || SettingCatalogue.find(setting.name()) == null) {
            return;
        }
        var next = new HashMap<>(known);
        next.put(setting.name(), setting.seen(pool));
        keep(next);
    }

    @Override
    public synchronized void deleted(SettingWire setting) {
        var known = snapshot;
        if (known != null && known.containsKey(setting.name())) {
            var next = new HashMap<>(known);
            next.remove(setting.name());
            keep(next);
        }
    }

    private void keep(Map<String, SeenSetting> next) {
        if (!next.equals(snapshot)) {
            snapshot = Map.copyOf(next);
            news.run();
        }
    }

    @Override
    public void failed(ApiProblem problem) {
        // The watch goes on by itself; whether the site is in reach is decided by its connection.
    }
}
