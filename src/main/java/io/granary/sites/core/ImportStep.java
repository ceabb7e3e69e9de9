// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

/** The next thing to do for the import of a site. Doing one twice does no harm. */
public sealed interface ImportStep {
    /** Nothing now; look again later. */
    record Rest() implements ImportStep {}

    /** Keep the Site object until its cluster is unregistered. Comes before {@link Register}. */
    record Guard() implements ImportStep {}

    /** Create the cluster in Rancher, with the Site's mark. */
    record Register() implements ImportStep {}

    /** Put the URL where a person finds it: into a Secret beside the Site. */
    record Publish(String url) implements ImportStep {
        @Override
        public String toString() {
            return "Publish[]";
        }
    }

    /** Set {@code cluster-registration-url} at the site. */
    record Hand(String value) implements ImportStep {
        @Override
        public String toString() {
            return "Hand[]";
        }
    }

    /** The URL is of no more use: delete the Secret that holds it. */
    record Tidy() implements ImportStep {}

    /** Delete this cluster object in Rancher, which carries the Site's mark. */
    record Unregister(String cluster) implements ImportStep {}

    /** Let the Site object go. */
    record Release() implements ImportStep {}
}
