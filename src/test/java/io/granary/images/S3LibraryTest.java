// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3LibraryTest {

    @RegisterExtension
    static final S3ProxyExtension S3 =
            S3ProxyExtension.builder().withCredentials("access", "secret").build();

    @TempDir
    Path folder;

    private S3Library store;

    @BeforeEach
    void openBucket() {
        try (S3Client admin = S3Client.builder()
                .endpointOverride(S3.getUri())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3.getAccessKey(), S3.getSecretKey())))
                .build()) {
            admin.createBucket(create -> create.bucket("images"));
        }
        store = library(S3.getUri(), "images", S3.getSecretKey());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsAFileAndServesItsParts() throws Exception {
        byte[] content = randomBytes(1 << 20);
        LibraryFile file = takeIn(content);

        assertThat(store.find(file.sha512())).contains(file);
        try (InputStream part = store.open(file, 1000, 5000)) {
            assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1000, 6000));
        }
    }

    @Test
    void putsALargeFileInParts() throws Exception {
        byte[] content = randomBytes((64 << 20) + 512);
        LibraryFile file = takeIn(content);

        assertThat(store.find(file.sha512())).contains(file);
        try (InputStream part = store.open(file, content.length - 1024, 1024)) {
            assertThat(part.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(content, content.length - 1024, content.length));
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void forgetsARemovedFile() throws Exception {
        LibraryFile file = takeIn(randomBytes(512));

        store.remove(file.sha512());

        assertThat(store.find(file.sha512())).isEmpty();
    }

    @Test
    void saysWhichSettingsToCheckWhenTheKeyIsWrong() {
        try (S3Library wrong = library(S3.getUri(), "images", "no-such-secret")) {
            assertThatThrownBy(() -> wrong.find("0".repeat(128)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("granary.library.s3")
                    .hasMessageNotContaining("no-such-secret");
        }
    }

    private LibraryFile takeIn(byte[] content) throws Exception {
        return new Intake(store, folder, 1L << 30)
                .take(new ByteArrayInputStream(content), null, bytes -> {})
                .file();
    }

    private static S3Library library(URI endpoint, String bucket, String secret) {
        return new S3Library(
                new S3Library.Bucket(endpoint, "us-east-1", bucket, "granary/"),
                new S3Library.Keys(S3.getAccessKey(), secret));
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(3).nextBytes(bytes);
        return bytes;
    }
}
