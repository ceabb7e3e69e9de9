// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the extension API is served. */
@ConfigMapping(prefix = "granary.api")
public interface ApiConfig {

    /** Whether this process serves the extension API at all. */
    @WithDefault("true")
    boolean enabled();

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port to listen on; 0 takes a free one. */
    @WithDefault("6443")
    int port();

    /** Where the chosen port is written, for whoever started us. */
    Optional<String> portFile();

    /** The Service through which the kube-apiserver reaches us; names the serving certificate. */
    @WithDefault("granary")
    String service();

    /** The namespace of that Service. */
    @WithDefault("granary-system")
    String namespace();

    /**
     * A Secret in that namespace, which exists, for the authorities that sign the serving certificate; a hub that takes
     * over, or starts again, then shows what is trusted already. Without it they are made anew at each start.
     */
    Optional<String> caSecret();

    /** Whether the APIService's caBundle is kept in step with the serving certificate. */
    @WithDefault("true")
    boolean registerCaBundle();

    /** How long an answer of TokenReview or SubjectAccessReview holds. */
    @WithDefault("10s")
    Duration decisionTtl();

    /** How long we wait for such an answer before we refuse. */
    @WithDefault("3s")
    Duration decisionTimeout();

    /**
     * How often our CA in the APIService is looked at, and, while the watch of the CAs that sign clients is broken,
     * those CAs; they are read once in twelve times in any case.
     */
    @WithDefault("5s")
    Duration trustRefresh();

    /** The largest request body, in bytes. */
    @WithDefault("1048576")
    int bodyLimit();

    /**
     * Lists, queries and beginnings of watches that may run at once; a quarter is kept for users who have none running.
     */
    @WithDefault("64")
    int readsInFlight();

    /** How many of them one user may run at once. */
    @WithDefault("16")
    int readsPerUser();

    /** How long others may wait for their turn before they get 429; 0 refuses at once. */
    @WithDefault("5s")
    Duration readsWait();

    /** Watches that may be open at once; more get 429. */
    @WithDefault("10000")
    int watches();

    /** How many of them one user may have open. */
    @WithDefault("1000")
    int watchesPerUser();

    /**
     * Bytes that the answers under way may hold in all: half of them lists and queries, which get 429 beyond it, and
     * half what watchers have yet to take, of whom the slowest are closed beyond it.
     */
    @WithDefault("536870912")
    long answerMemory();

    /** How long a client may take to read the next 32 KiB of an answer, or the next events, before it is cut off. */
    @WithDefault("30s")
    Duration clientPatience();

    /** How long a client may take to read the whole of a list or query before it is cut off. */
    @WithDefault("10m")
    Duration answerDeadline();

    /** How long a client may take to send the whole of a request's body. */
    @WithDefault("30s")
    Duration bodyDeadline();

    /** Bytes that may wait for one slow watcher before its watch is closed. */
    @WithDefault("4194304")
    int watchBacklog();

    /** How often a watch that asks for bookmarks gets one. */
    @WithDefault("60s")
    Duration bookmarkEvery();

    /** How long open watches are given to end at a shutdown. */
    @WithDefault("5s")
    Duration shutdownGrace();
}
