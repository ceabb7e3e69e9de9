// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/** A reply that is being read piece by piece. All methods may be called from any thread, and more than once. */
public interface ApiStream {

    /** Ends the request; the reader hears nothing any more. */
    void cancel();

    /** Stops reading from the network until {@link #resume()}, so that a fast site cannot outrun the store. */
    void pause();

    void resume();

    /** Hears one streamed reply. Calls come one after the other, on an event loop: they must not block. */
    interface Reader {
        /** The reply's head, once. */
        void head(int status, String contentType);

        /** A piece of the body, cut anywhere; valid only during the call. */
        void data(byte[] bytes, int offset, int length);

        /** The body ended as it should. Last call. */
        void end();

        /** The reply was refused, cut off or never came. Last call. */
        void failed(ApiProblem problem);
    }
}
