package io.gatehouse.models.platforms;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.Timers;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.WholeAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks providers and waits for what they answer.
final class PlatformBed implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /// An answer as a provider gave it.
    ///
    /// @param body whole, or the pieces one after the other; empty where events were asked for
    /// @param problem what only operators are told of an error; empty for nothing
    record Answer(int status, Headers headers, byte[] body, List<ServerSentEvent> events, String problem) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        /// `type: data` of each event.
        List<String> lines() {
            return events.stream()
                    .map(event -> event.event() + ": " + new String(event.data(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    final HttpClient client = engine.client(ClientSettings.defaults());

    Timers timers() {
        return engine.timers();
    }

    static ModelRequest messages(String model, String body, Header... headers) {
        boolean stream = body.matches("(?s).*\"stream\"\\s*:\\s*true.*");
        return request("/v1/messages", model, body, stream, headers);
    }

    static ModelRequest request(String path, String model, String body, boolean stream, Header... headers) {
        return new ModelRequest(
                "POST",
                path,
                List.of(headers),
                body.getBytes(StandardCharsets.UTF_8),
                model,
                stream,
                Deadlines.total(Duration.ofSeconds(20)));
    }

    Answer ask(Provider provider, ModelRequest request, BodyMode mode) {
        Recorder recorder = new Recorder(mode);
        provider.send(request, recorder);
        try {
            return recorder.answer.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Answer ask(Provider provider, ModelRequest request) {
        return ask(provider, request, BodyMode.WHOLE);
    }

    @Override
    public void close() {
        engine.close();
    }

    private static final class Recorder implements ErrorHandler {
        private final BodyMode mode;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<ServerSentEvent> events = new ArrayList<>();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private int status;
        private Headers headers;
        private String problem = "";

        Recorder(BodyMode mode) {
            this.mode = mode;
        }

        @Override
        public BodyMode head(int responseStatus, Headers responseHeaders) {
            status = responseStatus;
            List<Header> copy = new ArrayList<>();
            responseHeaders.forEach((name, value) -> copy.add(new Header(name, value)));
            headers = Headers.of(copy);
            return mode;
        }

        @Override
        public void error(ApiError error, Headers received) {
            problem = error.problem() == null ? "" : error.problem();
            WholeAnswer.of(error, received).give(this);
        }

        @Override
        public void broken(ApiError error) {
            problem = error.problem() == null ? "" : error.problem();
            byte[] data = PlatformErrors.body(error);
            if (mode == BodyMode.EVENTS) {
                event(new ServerSentEvent("error", null, null, data));
            } else {
                piece(("event: error\ndata: " + new String(data, StandardCharsets.UTF_8) + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            end();
        }

        @Override
        public void whole(byte[] body) {
            bytes.writeBytes(body);
            end();
        }

        @Override
        public void piece(byte[] piece) {
            bytes.writeBytes(piece);
        }

        @Override
        public void event(ServerSentEvent event) {
            events.add(event);
        }

        @Override
        public void end() {
            if (!answer.complete(new Answer(status, headers, bytes.toByteArray(), List.copyOf(events), problem))) {
                throw new AssertionError("the answer ended twice");
            }
        }

        @Override
        public void failed(HttpFailure failure) {
            answer.completeExceptionally(failure);
        }
    }
}
