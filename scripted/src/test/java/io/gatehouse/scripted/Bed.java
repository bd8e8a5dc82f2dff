package io.gatehouse.scripted;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Script;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A scripted model on a port, and a client of it.
final class Bed implements AutoCloseable {
    static final List<Header> USUAL = List.of(
            new Header("content-type", "application/json"),
            new Header("x-api-key", "sk-secret"),
            new Header("anthropic-version", "2023-06-01"));

    final ScriptedModel model;
    private final HttpEngine engine = HttpEngine.start(new EngineSettings(1, SocketBackend.NIO));
    private final Listener listener;
    private final HttpClient client = engine.client(ClientSettings.defaults());

    Bed(String script) throws Exception {
        this(Script.of(script, "test.yaml"), ScriptedSettings.defaults());
    }

    Bed(Script script, ScriptedSettings settings) throws Exception {
        model = new ScriptedModel(script, settings);
        listener = engine.listen(
                ListenSettings.builder()
                        .hosts(List.of("127.0.0.1"))
                        .drain(Duration.ofMillis(50))
                        .build(),
                model);
    }

    String address() {
        return "http://127.0.0.1:" + listener.port();
    }

    /// A request with one message of the user.
    static ObjectNode ask(String text) {
        ObjectNode body = Json.object().put("model", "scripted").put("max_tokens", 1000);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    /// The request that goes on after an answer, with these results of its calls.
    static ObjectNode goOn(JsonNode before, JsonNode answer, String... results) {
        ObjectNode body = (ObjectNode) before.deepCopy();
        var messages = body.withArray("messages");
        messages.addObject().put("role", "assistant").set("content", answer.get("content"));
        var content = messages.addObject().put("role", "user").putArray("content");
        int at = 0;
        for (JsonNode block : answer.get("content")) {
            if (block.path("type").asString().equals("tool_use")) {
                content.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", block.path("id").asString())
                        .put("content", results[at++]);
            }
        }
        return body;
    }

    /// Adds tools without arguments.
    static ObjectNode offering(ObjectNode body, String... tools) {
        for (String tool : tools) {
            body.withArray("tools")
                    .addObject()
                    .put("name", tool)
                    .putObject("input_schema")
                    .put("type", "object");
        }
        return body;
    }

    WholeResponse send(String method, String path, List<Header> headers, byte[] body) throws HttpFailure {
        return client.exchange(request(method, path, headers, body));
    }

    private ClientRequest request(String method, String path, List<Header> headers, byte[] body) {
        return new ClientRequest(method, URI.create(address() + path), headers, body, Deadlines.none());
    }

    WholeResponse post(JsonNode body) throws HttpFailure {
        return send("POST", "/v1/messages", USUAL, Json.bytes(body));
    }

    /// The message that answers, which must be one.
    JsonNode message(JsonNode body) throws HttpFailure {
        WholeResponse response = post(body);
        JsonNode answer = Json.MAPPER.readTree(response.body());
        if (response.status() != 200) {
            throw new AssertionError(response.status() + " " + answer);
        }
        return answer;
    }

    /// A stream as far as it came.
    ///
    /// @param ended whether it ended in good order
    record Streamed(Headers headers, List<ServerSentEvent> events, boolean ended) {
        List<String> types() {
            return events.stream().map(ServerSentEvent::event).toList();
        }

        JsonNode data(int index) {
            return Json.MAPPER.readTree(events.get(index).data());
        }

        /// The pieces of one kind of delta, in order.
        List<String> pieces(String type, String key) {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < events.size(); at++) {
                JsonNode delta = data(at).path("delta");
                if (delta.path("type").asString("").equals(type)) {
                    pieces.add(delta.path(key).asString());
                }
            }
            return pieces;
        }
    }

    Streamed stream(JsonNode body) throws InterruptedException {
        Streaming streaming = new Streaming();
        byte[] bytes = Json.bytes(((ObjectNode) body.deepCopy()).put("stream", true));
        client.send(request("POST", "/v1/messages", USUAL, bytes), streaming);
        if (!streaming.over.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the stream did not end: " + streaming.events.size() + " events");
        }
        return streaming.soFar();
    }

    /// Begins a stream that is not waited for.
    Streaming open(JsonNode body) {
        Streaming streaming = new Streaming();
        byte[] bytes = Json.bytes(((ObjectNode) body.deepCopy()).put("stream", true));
        client.send(request("POST", "/v1/messages", USUAL, bytes), streaming);
        return streaming;
    }

    static final class Streaming implements ResponseHandler {
        final CountDownLatch over = new CountDownLatch(1);
        final List<ServerSentEvent> events = new CopyOnWriteArrayList<>();
        private final AtomicReference<Headers> headers = new AtomicReference<>();
        private volatile boolean ended;

        Streamed soFar() {
            return new Streamed(headers.get(), List.copyOf(events), ended);
        }

        @Override
        public BodyMode head(int status, Headers received) {
            headers.set(received);
            return status == 200 ? BodyMode.EVENTS : BodyMode.WHOLE;
        }

        @Override
        public void whole(byte[] body) {
            events.add(new ServerSentEvent("status", null, null, body));
            over.countDown();
        }

        @Override
        public void event(ServerSentEvent event) {
            events.add(event);
        }

        @Override
        public void end() {
            ended = true;
            over.countDown();
        }

        @Override
        public void failed(HttpFailure failure) {
            over.countDown();
        }
    }

    static String text(WholeResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        engine.close();
    }
}
