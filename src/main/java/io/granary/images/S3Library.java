// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The library in an S3 bucket: an object each, named {@code <prefix><sha512>}. Large files go up in parts of 64 MiB; an
 * upload that breaks off is aborted, so that no invisible parts stay behind.
 */
public final class S3Library implements LibraryStore, AutoCloseable {

    private static final long PART_BYTES = 64L << 20;

    private final S3Client client;
    private final Bucket bucket;

    /**
     * Where the objects are.
     *
     * @param endpoint of the S3 service, such as {@code https://s3.example.com}
     * @param region as the service wants it; {@code us-east-1} where it does not care
     * @param name of the bucket, which exists
     * @param prefix before every object's name, empty or ending in a slash
     */
    public record Bucket(URI endpoint, String region, String name, String prefix) {}

    /** The key pair of the bucket; shown nowhere. */
    public record Keys(String accessKeyId, String secretAccessKey) {
        @Override
        public String toString() {
            return "Keys[***]";
        }
    }

    public S3Library(Bucket bucket, Keys keys) {
        this.bucket = bucket;
        this.client = S3Client.builder()
                .endpointOverride(bucket.endpoint())
                .region(Region.of(bucket.region()))
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())))
                .build();
    }

    @Override
    public Optional<LibraryFile> find(String sha512) throws IOException {
        if (!LibraryFile.isSha512(sha512)) {
            return Optional.empty();
        }
        try {
            long size = client.headObject(head -> head.bucket(bucket.name()).key(key(sha512)))
                    .contentLength();
            return Optional.of(new LibraryFile(sha512, size));
        } catch (NoSuchKeyException absent) {
            return Optional.empty();
        } catch (SdkException failure) {
            throw readable(failure);
        }
    }

    @Override
    public InputStream open(LibraryFile file, long offset, long length) throws IOException {
        try {
            return client.getObject(get -> get.bucket(bucket.name())
                    .key(key(file.sha512()))
                    .range("bytes=" + offset + "-" + (offset + length - 1)));
        } catch (SdkException failure) {
            throw readable(failure);
        }
    }

    @Override
    public void put(LibraryFile file, Path finished) throws IOException {
        try {
            if (file.size() <= PART_BYTES) {
                client.putObject(put -> put.bucket(bucket.name()).key(key(file.sha512())), finished);
            } else {
                putInParts(file, finished);
            }
            Files.deleteIfExists(finished);
        } catch (SdkException failure) {
            throw readable(failure);
        }
    }

    @Override
    public void remove(String sha512) throws IOException {
        if (LibraryFile.isSha512(sha512)) {
            try {
                client.deleteObject(delete -> delete.bucket(bucket.name()).key(key(sha512)));
            } catch (SdkException failure) {
                throw readable(failure);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private void putInParts(LibraryFile file, Path finished) throws IOException {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket.name()).key(key(file.sha512())))
                .uploadId();
        try (InputStream content = Files.newInputStream(finished)) {
            CompletedPart[] parts = new CompletedPart[(int) Math.ceilDiv(file.size(), PART_BYTES)];
            for (int number = 1; number <= parts.length; number++) {
                parts[number - 1] = putPart(file, upload, number, content);
            }
            client.completeMultipartUpload(complete -> complete.bucket(bucket.name())
                    .key(key(file.sha512()))
                    .uploadId(upload)
                    .multipartUpload(done -> done.parts(parts)));
        } catch (IOException | SdkException failure) {
            client.abortMultipartUpload(
                    abort -> abort.bucket(bucket.name()).key(key(file.sha512())).uploadId(upload));
            throw failure;
        }
    }

    private CompletedPart putPart(LibraryFile file, String upload, int number, InputStream content) {
        long length = Math.min(PART_BYTES, file.size() - (number - 1) * PART_BYTES);
        String tag = client.uploadPart(
                        part -> part.bucket(bucket.name())
                                .key(key(file.sha512()))
                                .uploadId(upload)
                                .partNumber(number),
                        RequestBody.fromInputStream(content, length))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private String key(String sha512) {
        return bucket.prefix() + sha512;
    }

    private IOException readable(SdkException failure) {
        String what = failure instanceof S3Exception answered
                ? "answered " + answered.statusCode() + " "
                        + answered.awsErrorDetails().errorCode()
                : "could not be reached";
        return new IOException(
                "The S3 bucket " + bucket.name() + " at " + bucket.endpoint() + " " + what
                        + ": check endpoint, region, bucket and keys of granary.library.s3",
                failure);
    }
}
