// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.ImageTarget;
import io.granary.kernel.HubOpens;
import io.granary.kernel.Seam;
import io.granary.kernel.WrongSetting;
import io.granary.kube.ApiDoors;
import io.granary.kube.FetchRule;
import io.granary.kube.HubCluster;
import io.granary.kube.HubConfig;
import io.granary.kube.HubObject;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutConfig;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.RolloutPayloads;
import io.granary.rollout.RolloutStore.StoreProblem;
import io.granary.rollout.SightingClock;
import io.granary.rollout.SiteObjects;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The library, and Images as content of rollouts, within the application. */
@Singleton
@Seam("puts the clock and dice of the process into the images")
public final class ImagesRoom implements RolloutPayloads {
    private static final RandomGenerator DICE =
            () -> ThreadLocalRandom.current().nextLong();

    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ApiDoors doors;
    private final LibraryConfig config;
    private final FetchRule sources;
    private final LibraryStore store;
    private final Uploads uploads;
    private final Path folder;
    private final Instance<HubCluster> cluster;
    /** One for each rollout that moves; it goes with it. */
    private final Set<ImagePayload> payloads = Collections.newSetFromMap(new WeakHashMap<>());

    private final ImageShelf shelf = new ImageShelf(this::arrived);
    private volatile @Nullable ImageIntakes intakes;

    @Inject
    ImagesRoom(ApiDoors doors, LibraryConfig config, HubConfig hub, Instance<HubCluster> cluster) {
        this.doors = doors;
        this.config = config;
        this.sources = new FetchRule(
                networks("granary.library.allowed-networks", config.allowedNetworks()),
                networks("granary.library.denied-networks", config.deniedNetworks()));
        this.folder = hub.dataDir().resolve("library");
        this.store = store(config, folder);
        this.uploads =
                new Uploads(folder.resolve("uploads"), store, config.largestFile(), Clock.systemUTC(), this::uploaded);
        this.cluster = cluster;
    }

    private static List<FetchRule.Network> networks(String setting, Optional<List<String>> given) {
        try {
            return given.orElse(List.of()).stream().map(FetchRule.Network::of).toList();
        } catch (IllegalArgumentException wrong) {
            throw new WrongSetting(setting + ": " + wrong.getMessage());
        }
    }

    private void arrived(HubObject<ImageSpec, ImageStatus> image) {
        var busy = intakes;
        if (busy != null) {
            busy.arrived(image);
        }
        if (ImageStatuses.isReady(image.status())) {
            payloads().forEach(payload -> payload.published(image.metadata().name()));
        }
    }

    private void uploaded(String namespace, String file) {
        var busy = intakes;
        if (busy != null) {
            shelf.ofFile(namespace, file).forEach(busy::uploaded);
        }
    }

    /** Without a library of its own this hub brings what another's statuses name. */
    void start(@Observes HubOpens started, RolloutConfig rollouts) {
        if (rollouts.enabled() && !config.enabled()) {
            open.push(ImageShelf.at(cluster.get()).watch("", "", shelf));
        }
    }

    /**
     * The library is served from now on: files may be fetched into it.
     *
     * @param url under which sites reach it, without a slash at the end
     * @throws IOException if {@code granary.library.source-ca-file} cannot be read
     */
    public void serving(String url) throws IOException {
        var images = ImageShelf.at(cluster.get());
        var library =
                new Library(store, new Intake(store, folder.resolve("incoming"), config.largestFile()), uploads, url);
        Files.createDirectories(folder.resolve("uploads"));
        var downloads = doors.downloads(config.sourceCaFile(), sources);
        var made = new ImageIntakes(images, library, downloads, Clock.systemUTC(), System::nanoTime);
        intakes = made;
        open.push(downloads);
        open.push(made);
        open.push(images.watch("", "", shelf));
        made.start(config.intakes());
    }

    /** The files that the library serves. */
    public LibraryStore store() {
        return store;
    }

    /** What people send to the library; empty where this hub keeps none. */
    public Optional<Uploads> uploads() {
        return intakes == null ? Optional.empty() : Optional.of(uploads);
    }

    private static LibraryStore store(LibraryConfig config, Path folder) {
        var s3 = config.s3();
        if (s3.endpoint().isEmpty()) {
            return new FolderLibrary(folder.resolve("files"));
        }
        var bucket = new S3Library.Bucket(
                URI.create(s3.endpoint().get()),
                s3.region(),
                s3.bucket(),
                s3.prefix().orElse(""));
        return new S3Library(
                bucket,
                new S3Library.Keys(
                        s3.accessKeyId().orElse(""), s3.secretAccessKey().orElse("")));
    }

    @Override
    public boolean brings(RolloutTarget target) {
        return target.image() != null;
    }

    /** One that carries a hash already is pinned to it, as an undo is, and stays as it is. */
    @Override
    public RolloutTarget stamped(String namespace, RolloutTarget target) {
        var wanted = target.image();
        if (!shelf.isRead()) {
            throw new StoreProblem("the hub has not read its Images yet");
        }
        var name = wanted == null ? null : wanted.name();
        var image = name == null ? null : shelf.find(namespace, name);
        var spec = image == null ? null : image.spec();
        if (wanted == null || name == null || spec == null || wanted.contentHash() != null) {
            return target;
        }
        var stamped = new ImageTarget(name, wanted.url(), wanted.targetNamespace(), ImageHash.of(name, spec));
        return new RolloutTarget(stamped, target.template(), target.upgrade(), target.settings());
    }

    @Override
    public RolloutPayload open(PayloadSites sites, Consumer<RolloutPayload.Order> news) {
        var payload = new ImagePayload(new ImageVisits(shelf, sites, new SiteObjects(sites, DICE)), timer, news);
        synchronized (payloads) {
            payloads.add(payload);
        }
        return payload;
    }

    private List<ImagePayload> payloads() {
        synchronized (payloads) {
            return List.copyOf(payloads);
        }
    }

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        timer.close();
    }
}
