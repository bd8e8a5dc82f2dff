package io.gatehouse.app;

import io.gatehouse.doors.messages.scripted.RecordedRequest;
import io.gatehouse.doors.messages.scripted.Script;
import io.gatehouse.doors.messages.scripted.ScriptException;
import io.gatehouse.doors.messages.scripted.ScriptedModel;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// A scripted model on a port of its own, where a provider would be.
final class ScriptedProvider implements AutoCloseable {
    private final HttpEngine engine = HttpEngine.start(new EngineSettings(1, Transport.NIO));
    private final ScriptedModel model;
    private final Listener listener;

    ScriptedProvider(String script) {
        try {
            model = new ScriptedModel(Script.of(script, "script.yaml"));
            listener = engine.listen(
                    ListenSettings.builder()
                            .hosts(List.of("127.0.0.1"))
                            .drain(Duration.ofMillis(50))
                            .build(),
                    model);
        } catch (ScriptException | ListenException e) {
            engine.close();
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// What clients take as the base address of the API.
    URI address() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    /// The latest requests, oldest first.
    List<RecordedRequest> requests() {
        return model.requests();
    }

    @Override
    public void close() {
        engine.close();
    }
}
