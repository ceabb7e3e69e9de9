// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is a hub that works, and one that stands by; not one that is opening or closing its rooms. Sites and Rancher
 * have no say: a hub that knows none of them still serves what it has seen last.
 */
@Readiness
@ApplicationScoped
class HubReadiness implements HealthCheck {
    private final Standby standby;

    @Inject
    HubReadiness(Standby standby) {
        this.standby = standby;
    }

    @Override
    public HealthCheckResponse call() {
        var stage = standby.stage();
        return HealthCheckResponse.named("hub")
                .status(stage != Standby.Stage.STARTING)
                .withData("stage", stage.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .build();
    }
}
