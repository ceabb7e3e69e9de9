// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicySpec.Enforcement;
import io.granary.crd.v1alpha1.PolicySpec.Mode;
import io.granary.crd.v1alpha1.PolicySpec.Release;
import io.granary.crd.v1alpha1.RolloutControl;
import java.util.Objects;

/**
 * What a policy says about mending, with the defaults in place.
 *
 * @param fights how often the same is mended within a day, 1 or more
 */
public record Terms(Mode mode, RolloutControl.Use windows, int fights, Force force, Release release) {
    private static final Enforcement NOTHING_SAID = new Enforcement(null, null, null, null);

    public enum Force {
        NO,
        YES
    }

    public static Terms of(PolicySpec spec) {
        var said = Objects.requireNonNullElse(spec.enforcement(), NOTHING_SAID);
        return new Terms(
                Objects.requireNonNullElse(spec.mode(), Mode.Report),
                Objects.requireNonNullElse(said.windows(), RolloutControl.Use.Site),
                Objects.requireNonNullElse(said.fights(), 3),
                Boolean.TRUE.equals(said.force()) ? Force.YES : Force.NO,
                Objects.requireNonNullElse(said.release(), Release.Direct));
    }

    /** What Granary made is deleted, whatever the mode, within the same windows. */
    public Terms leaving() {
        return new Terms(Mode.Enforce, windows, fights, force, Release.Direct);
    }

    /** The same, but it only tells. */
    public Terms reporting() {
        return new Terms(Mode.Report, windows, fights, force, release);
    }
}
