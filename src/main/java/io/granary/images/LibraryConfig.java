// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The headquarters library of VM images: where it keeps files and how it serves them to sites. */
@ConfigMapping(prefix = "granary.library")
public interface LibraryConfig {

    /** Whether this hub keeps and serves a library. */
    @WithDefault("true")
    boolean enabled();

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port to listen on; 0 takes a free one. */
    @WithDefault("8080")
    int port();

    /**
     * Under which address sites reach the library, such as https://images.example.com. Without it: http(s) with this
     * machine's host name and the port.
     */
    Optional<String> url();

    /** A certificate chain in PEM, to serve HTTPS. Without it: HTTP, for an ingress that ends TLS. */
    Optional<Path> certificateFile();

    /** The private key of that certificate, PKCS#8 in PEM. */
    Optional<Path> keyFile();

    /** Certificate authorities in PEM that sources of images are trusted by, instead of the usual ones. */
    Optional<Path> sourceCaFile();

    /**
     * Networks that images are fetched from though they are this machine, its link, or otherwise not of the web, such
     * as 127.0.0.0/8.
     */
    Optional<List<String>> allowedNetworks();

    /** Networks that images are never fetched from, such as those of pods and services: 10.42.0.0/16,10.43.0.0/16. */
    Optional<List<String>> deniedNetworks();

    /** Most bytes of one file. */
    @WithDefault("107374182400")
    long largestFile();

    /** Files that are fetched into the library at once. */
    @WithDefault("2")
    int intakes();

    /** Downloads by sites at once; more are told to come back. */
    @WithDefault("256")
    int downloads();

    /** Bytes per second for one site. */
    @WithDefault("20971520")
    long bytesPerSecondPerSite();

    /** Bytes per second for all sites that share a line. */
    @WithDefault("104857600")
    long bytesPerSecondPerGroup();

    /** Label of a Site whose value names the line that it shares with others. */
    Optional<String> groupLabel();

    /** A bucket instead of the folder library in the data directory. */
    S3 s3();

    /** Where the bucket is; without an endpoint the library is a folder. */
    interface S3 {
        /** Such as https://s3.example.com. */
        Optional<String> endpoint();

        /** As the service wants it. */
        @WithDefault("us-east-1")
        String region();

        /** The bucket, which exists. */
        @WithDefault("granary")
        String bucket();

        /** Before every object's name, empty or ending in a slash. */
        Optional<String> prefix();

        /** Id of the key pair. */
        Optional<String> accessKeyId();

        /** Secret of the key pair; give it by environment from a Secret. */
        Optional<String> secretAccessKey();
    }
}
