// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import java.net.URI;

/** An API server that the contract is held against. */
public interface ApiServerUnderTest extends AutoCloseable {
    String name();

    /** Base of all paths, without a slash at the end. */
    URI base();

    /** Sent as bearer token; empty sends none. */
    String token();

    /** PEM of the CA that signed its certificate; empty for plain HTTP. */
    String caPem();

    @Override
    void close();
}
