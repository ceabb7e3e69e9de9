// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.harvester.FileServers.Answer.Failure;
import io.granary.simulator.harvester.FileServers.Answer.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Really asks over the network, for a whole fleet: at most 16 requests at a time, each with a deadline, and nothing at
 * all while nobody asks. Files of up to 64 MiB are read and hashed; of larger ones the first sector is read, which
 * proves that the server gives them.
 */
public final class HttpFileServers implements FileServers, AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int CLIENTS = 8;
    private static final int SECTOR = 512;

    /** Larger files are not read to their end. */
    static final long READ_WHOLE = 64L << 20;

    /** Harvester's client gives a HEAD 15 s ({@code pkg/controller/master/image/register.go}). */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore gate = new Semaphore(AT_ONCE);
    private final Map<String, HttpClient> clients = new LinkedHashMap<>();

    @Override
    public void head(Source source, Consumer<Answer> then) {
        run(
                then,
                () -> guarded(source, "Head", () -> {
                    var request = request(source)
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build();
                    var reply = client(source.additionalCa()).send(request, BodyHandlers.discarding());
                    if (reply.statusCode() < 200 || reply.statusCode() >= 400) {
                        return new Failure("got %d status code from %s".formatted(reply.statusCode(), source.url()));
                    }
                    long size = Math.max(0, length(reply));
                    return new File(size, size, "");
                }));
    }

    @Override
    public void get(Source source, long size, Consumer<Answer> then) {
        run(then, () -> guarded(source, "Get", () -> read(source, size)));
    }

    private Answer read(Source source, long size) throws IOException, InterruptedException, GeneralSecurityException {
        boolean whole = size <= READ_WHOLE;
        var request = request(source).GET();
        if (!whole) {
            request.header("Range", "bytes=0-" + (SECTOR - 1));
        }
        var reply = client(source.additionalCa()).send(request.build(), BodyHandlers.ofInputStream());
        try (var body = reply.body()) {
            if (reply.statusCode() != 200 && (whole || reply.statusCode() != 206)) {
                return new Failure("expected status code 200 from %s, got %s"
                        .formatted(source.url(), GoWords.status(reply.statusCode())));
            }
            return whole ? hashed(body, length(reply)) : beginning(body, size);
        }
    }

    private static Answer hashed(InputStream body, long announced) throws IOException {
        var seen = new FileBytes();
        var buffer = new byte[1 << 16];
        int count = body.read(buffer);
        while (count >= 0) {
            if (seen.length() > READ_WHOLE) {
                return new Failure("file is larger than the server said");
            }
            seen.add(buffer, count);
            count = body.read(buffer);
        }
        if (announced >= 0 && seen.length() != announced) {
            return new Failure("unexpected EOF");
        }
        return new File(seen.length(), seen.virtualSize(seen.length()), seen.sha512());
    }

    private static Answer beginning(InputStream body, long size) throws IOException {
        var first = body.readNBytes(SECTOR);
        if (first.length < SECTOR) {
            return new Failure("unexpected EOF");
        }
        var seen = new FileBytes();
        seen.add(first, first.length);
        return new File(size, seen.virtualSize(size), "");
    }

    private static long length(HttpResponse<?> reply) {
        return reply.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    private static HttpRequest.Builder request(Source source) {
        return HttpRequest.newBuilder(URI.create(source.url()))
                .timeout(PATIENCE)
                .header("User-Agent", "Go-http-client/1.1");
    }

    private interface Exchange {
        Answer now() throws IOException, InterruptedException, GeneralSecurityException;
    }

    private static Answer guarded(Source source, String method, Exchange exchange) {
        try {
            return exchange.now();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failure("context canceled");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return new Failure("%s \"%s\": %s".formatted(method, source.url(), GoWords.of(e, source.url())));
        }
    }

    private void run(Consumer<Answer> then, Supplier<Answer> work) {
        try {
            threads.execute(() -> {
                gate.acquireUninterruptibly();
                Answer answer;
                try {
                    answer = work.get();
                } finally {
                    gate.release();
                }
                then.accept(answer);
            });
        } catch (RejectedExecutionException e) {
            // The fleet is closing, and nobody waits for the answer.
        }
    }

    /** A client for each set of trusted certificates; the sites of a fleet have few. */
    private HttpClient client(String additionalCa) throws GeneralSecurityException, IOException {
        synchronized (clients) {
            var known = clients.get(additionalCa);
            if (known != null) {
                return known;
            }
            if (clients.size() >= CLIENTS) {
                clients.remove(clients.keySet().iterator().next());
            }
            var builder = HttpClient.newBuilder()
                    .version(Version.HTTP_1_1)
                    .followRedirects(Redirect.NORMAL)
                    .connectTimeout(PATIENCE)
                    .executor(threads);
            if (!additionalCa.isBlank()) {
                builder.sslContext(AdditionalCa.trusting(additionalCa));
            }
            var made = builder.build();
            clients.put(additionalCa, made);
            return made;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        synchronized (clients) {
            clients.values().forEach(HttpClient::shutdownNow);
            clients.clear();
        }
    }
}
