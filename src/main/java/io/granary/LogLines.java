// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Gives the console the form that the settings ask for, before anything else happens. */
@Singleton
final class LogLines {
    private static final int FIRST = 1;

    void choose(@Observes @Priority(FIRST) StartupEvent started, LogsConfig config) {
        if (config.format() == LogFormat.JSON) {
            speakJson(Logger.getLogger("").getHandlers());
        }
    }

    private static void speakJson(Handler[] handlers) {
        for (var handler : handlers) {
            switch (handler) {
                case ConsoleHandler console -> console.setFormatter(new JsonLine());
                case ExtHandler outer -> speakJson(outer.getHandlers());
                default -> {
                    // Files and syslog have settings of their own.
                }
            }
        }
    }
}
