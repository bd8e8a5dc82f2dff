package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.MemorySettings;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// Changes of configurations that no file can make.
final class Unlisted {
    private Unlisted() {}

    /// Answers become event streams after this time.
    static UnaryOperator<Configuration> streamAfter(Duration time) {
        EndpointSettings endpoint = EndpointSettings.builder().streamAfter(time).build();
        return from -> with(from, endpoint, from.limits().engine());
    }

    /// Large answers stay whole and wait for nothing: what unread ones hold is then counted alike on any machine.
    static Configuration unhurried(Configuration from) {
        EngineSettings engine = from.limits().engine();
        MemorySettings memory = engine.memory();
        return with(
                from,
                EndpointSettings.builder().streamAfter(Duration.ofHours(1)).build(),
                new EngineSettings(
                        engine.eventLoops(),
                        engine.transport(),
                        new MemorySettings(
                                memory.requestBytes(),
                                memory.answerBytes(),
                                memory.callerPercent(),
                                memory.requestWait(),
                                Duration.ZERO)));
    }

    private static Configuration with(Configuration from, EndpointSettings endpoint, EngineSettings engine) {
        Configuration.Limits limits = from.limits();
        return new Configuration(
                from.service(),
                from.auth(),
                from.catalog(),
                from.models(),
                from.messages(),
                new Configuration.Limits(
                        endpoint, limits.tokens(), limits.bridge(), engine, limits.stop(), limits.connectionsChosen()),
                from.logging(),
                from.origin());
    }
}
