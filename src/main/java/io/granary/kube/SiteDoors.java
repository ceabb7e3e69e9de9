// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.granary.kernel.SiteId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The doors to all sites: through Rancher's proxy, or straight to a site that is not in Rancher. One for each site. */
public final class SiteDoors {
    private final ApiDoors doors;
    private final Supplier<ApiOrigin> rancher;
    private final Map<SiteId, ApiDoor> throughRancher = new ConcurrentHashMap<>();
    private final Map<SiteId, Direct> direct = new ConcurrentHashMap<>();

    /** @param rancher the origin before {@code /k8s/clusters/<id>}, always the same */
    public SiteDoors(ApiDoors doors, Supplier<ApiOrigin> rancher) {
        this.doors = doors;
        this.rancher = rancher;
    }

    private record Direct(String kubeconfig, ApiOrigin origin, ApiDoor door) {}

    /** The door through Rancher; the same one for each call. */
    public ApiDoor throughRancher(SiteId id) {
        return throughRancher.computeIfAbsent(
                id, key -> rancher.get().door(key.value(), "/k8s/clusters/" + ResourceType.encoded(key.value())));
    }

    /**
     * The door that a kubeconfig opens; a new one where its text has changed.
     *
     * @throws Kubeconfig.Unusable with one sentence
     */
    public ApiDoor direct(SiteId id, String kubeconfig) {
        var known = direct.get(id);
        if (known != null && known.kubeconfig().equals(kubeconfig)) {
            return known.door();
        }
        var read = Kubeconfig.read(kubeconfig, Kubeconfig.Files.none());
        var origin = doors.siteOrigin(read.address(), Credentials.of(read.authorization()));
        var opened = new Direct(kubeconfig, origin, origin.door(id.value(), ""));
        close(direct.put(id, opened));
        return opened.door();
    }

    /** The site is gone: closes what was its own. */
    public void forget(SiteId id) {
        throughRancher.remove(id);
        close(direct.remove(id));
    }

    private static void close(@Nullable Direct replaced) {
        if (replaced != null) {
            replaced.origin().close();
        }
    }
}
