// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.images.LibraryFile;
import io.granary.images.LibraryStore;
import io.granary.images.core.ByteRange;
import io.granary.images.core.TokenBucket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the library's files under URLs that never change: {@code /library/<site>/<sha512>/<file name>}.
 *
 * <p>A site's Harvester asks with HEAD first, and in parts; Longhorn may ask again months later for a new node. So each
 * answer carries the checksum as strong ETag, accepts ranges, and needs no signature that could expire. Whoever knows
 * the checksum may read the file; it cannot be guessed, and images hold no secrets. With {@code ?rate=} one download
 * asks for so many bytes a second at most, as those do that are made ahead of time.
 */
public final class LibraryServer {

    static final String PREFIX = "/library/";
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final int WAITING_SECONDS = 30;
    private static final Pattern RATE = Pattern.compile("[0-9]{1,12}");
    /** Whoever asks for less still gets this, for a download holds one of the places that all share. */
    private static final long SLOWEST = 64 * 1024;

    private final LibraryStore store;
    private final Limits limits;
    private final ExecutorService virtualThreads;
    private final LongSupplier nanoTime;
    private final Semaphore downloads;
    private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    /**
     * What the library may use of the lines.
     *
     * @param downloads most at a time, over all sites; more are answered 503 with Retry-After
     * @param bytesPerSecondPerSite at least 1
     * @param bytesPerSecondPerGroup for all sites behind one WAN link, at least 1
     */
    public record Limits(int downloads, long bytesPerSecondPerSite, long bytesPerSecondPerGroup) {}

    /** Which sites may ask, and which of them share a WAN link. */
    public interface Lines {
        /** Whether a site of this id exists; others are answered 404, so that nobody can make up new ones. */
        boolean known(String site);

        /** The WAN group of a known site, or null for none. */
        @Nullable
        String group(String site);
    }

    private final Lines lines;

    public LibraryServer(
            LibraryStore store, Limits limits, Lines lines, ExecutorService virtualThreads, LongSupplier nanoTime) {
        this.store = store;
        this.limits = limits;
        this.lines = lines;
        this.virtualThreads = virtualThreads;
        this.nanoTime = nanoTime;
        this.downloads = new Semaphore(limits.downloads());
    }

    /** Answers one request; any path outside the library is 404. */
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            response.putHeader("allow", "GET, HEAD");
            plain(response, 405, "The library only answers GET and HEAD.");
            return;
        }
        Optional<Target> target = Target.of(request.path());
        if (target.isEmpty() || !lines.known(target.get().site())) {
            plain(response, 404, "Library files stand at /library/<site>/<sha512>/<file name>.");
            return;
        }
        virtualThreads.execute(() -> serve(request, target.get()));
    }

    private void serve(HttpServerRequest request, Target target) {
        HttpServerResponse response = request.response();
        try {
            Optional<LibraryFile> found = store.find(target.sha512());
            if (found.isEmpty()) {
                plain(response, 404, "The library has no file with this checksum; it may have been retired.");
            } else {
                serve(request, target.site(), found.get());
            }
        } catch (IOException failure) {
            breakOff(response, "The library cannot read its store just now; try again in a minute.");
        }
    }

    private void serve(HttpServerRequest request, String site, LibraryFile file) throws IOException {
        HttpServerResponse response = request.response();
        String tag = '"' + file.sha512() + '"';
        response.putHeader("etag", tag)
                .putHeader("accept-ranges", "bytes")
                .putHeader("content-type", "application/octet-stream")
                .putHeader("cache-control", "public, max-age=31536000, immutable")
                .putHeader("x-checksum-sha512", file.sha512());
        String known = request.getHeader("if-none-match");
        if (known != null && (known.contains(tag) || known.trim().equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        String condition = request.getHeader("if-range");
        String range = condition == null || condition.equals(tag) ? request.getHeader("range") : null;
        switch (ByteRange.of(range, file.size())) {
            case ByteRange.Unsatisfiable none -> {
                response.putHeader("content-range", "bytes */" + file.size());
                plain(response, 416, "The file has " + file.size() + " bytes.");
            }
            case ByteRange.Whole whole -> send(request, site, file, new ByteRange(0, file.size()));
            case ByteRange.Part part -> {
                ByteRange bytes = part.range();
                response.setStatusCode(206)
                        .putHeader(
                                "content-range",
                                "bytes " + bytes.first() + "-" + (bytes.first() + bytes.length() - 1) + "/"
                                        + file.size());
                send(request, site, file, bytes);
            }
        }
    }

    private void send(HttpServerRequest request, String site, LibraryFile file, ByteRange range) throws IOException {
        HttpServerResponse response = request.response();
        response.putHeader("content-length", Long.toString(range.length()));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
            return;
        }
        if (!downloads.tryAcquire()) {
            response.headers().remove("content-length").remove("content-range");
            response.putHeader("retry-after", "30");
            plain(response, 503, "The library serves as many downloads as it may; try again in 30 seconds.");
            return;
        }
        try (InputStream content = store.open(file, range.first(), range.length())) {
            pump(
                    content,
                    range.length(),
                    response,
                    new LibraryThrottle(buckets(site, request.getParam("rate")), nanoTime));
        } finally {
            downloads.release();
        }
    }

    private static void pump(InputStream content, long length, HttpServerResponse response, LibraryThrottle throttle)
            throws IOException {
        Semaphore writable = new Semaphore(0);
        response.drainHandler(ready -> writable.release());
        response.closeHandler(closed -> writable.release());
        byte[] chunk = new byte[CHUNK_BYTES];
        for (long left = length; left > 0; ) {
            int count = content.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
            if (count == 0) {
                throw new IOException("The file ended " + left + " bytes early");
            }
            throttle.await(count);
            if (response.closed() || !awaitRoom(response, writable)) {
                return;
            }
            response.write(Buffer.buffer(count).appendBytes(chunk, 0, count));
            left -= count;
        }
        response.end();
    }

    /** Waits until the reader has taken what was sent; gives up on one that takes nothing for half a minute. */
    private static boolean awaitRoom(HttpServerResponse response, Semaphore writable) {
        try {
            while (response.writeQueueFull()) {
                if (!writable.tryAcquire(WAITING_SECONDS, TimeUnit.SECONDS) || response.closed()) {
                    response.reset();
                    return false;
                }
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            response.reset();
            return false;
        }
    }

    /** @param rate bytes per second that this download asks for itself, which can only make it slower */
    private List<TokenBucket> buckets(String site, @Nullable String rate) {
        var all = new ArrayList<TokenBucket>();
        all.add(bucket("site " + site, limits.bytesPerSecondPerSite()));
        String group = lines.group(site);
        if (group != null) {
            all.add(bucket("group " + group, limits.bytesPerSecondPerGroup()));
        }
        if (rate != null && RATE.matcher(rate).matches()) {
            all.add(new TokenBucket(Math.max(Long.parseLong(rate), SLOWEST), CHUNK_BYTES, nanoTime.getAsLong()));
        }
        return all;
    }

    private TokenBucket bucket(String key, long rate) {
        return buckets.computeIfAbsent(
                key, absent -> new TokenBucket(rate, Math.max(rate / 4, CHUNK_BYTES), nanoTime.getAsLong()));
    }

    private static void breakOff(HttpServerResponse response, String message) {
        if (response.headWritten()) {
            response.reset();
        } else {
            response.headers().clear();
            plain(response, 500, message);
        }
    }

    private static void plain(HttpServerResponse response, int status, String message) {
        response.setStatusCode(status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .putHeader("cache-control", "no-store")
                .end(message + "\n");
    }

    /** The three parts of a library path. */
    private record Target(String site, String sha512) {

        static Optional<Target> of(@Nullable String path) {
            if (path == null || !path.startsWith(PREFIX)) {
                return Optional.empty();
            }
            String[] parts = path.substring(PREFIX.length()).split("/", -1);
            boolean wellFormed = parts.length == 3
                    && parts[0].matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
                    && LibraryFile.isSha512(parts[1])
                    && !parts[2].isEmpty();
            return wellFormed ? Optional.of(new Target(parts[0], parts[1])) : Optional.empty();
        }
    }
}
