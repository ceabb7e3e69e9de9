// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What all servers of a process share: no server has a thread or timer of its own.
 *
 * @param random gives uids, generated names and the length of watches; from a seed, everything repeats
 */
public record ClusterRuntime(Vertx vertx, Clock clock, RandomGenerator random) {}
