package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A stream as a client sees it, and what SDKs make of it.
final class EventLog implements ResponseHandler {
    private final List<ServerSentEvent> events = new ArrayList<>();
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private volatile @Nullable ClientCall call;
    private volatile int status;
    private volatile byte[] refusal = {};
    private volatile Headers headers = Headers.none();

    void of(ClientCall made) {
        call = made;
    }

    /// Goes away.
    void leave() {
        ClientCall made = call;
        if (made != null) {
            made.cancel();
        }
    }

    /// Reads no more for now.
    void pause() {
        ClientCall made = call;
        if (made != null) {
            made.pause();
        }
    }

    /// Reads on.
    void resume() {
        ClientCall made = call;
        if (made != null) {
            made.resume();
        }
    }

    @Override
    public BodyMode head(int given, Headers received) {
        status = given;
        headers = received;
        return given == 200 ? BodyMode.EVENTS : BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        refusal = body;
        over.complete("refused");
    }

    @Override
    public void event(ServerSentEvent event) {
        synchronized (events) {
            events.add(event);
            events.notifyAll();
        }
    }

    @Override
    public void end() {
        over.complete("ended");
    }

    @Override
    public void failed(HttpFailure failure) {
        over.complete("failed: " + failure.getMessage());
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    JsonNode refusal() {
        return Trees.MAPPER.readTree(refusal);
    }

    /// Waits until the stream is over.
    ///
    /// @return `ended` when in good order
    String awaitEnd() throws InterruptedException {
        try {
            return over.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new AssertionError("the stream did not end: " + shape(), late);
        }
    }

    /// Waits for an event.
    JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        synchronized (events) {
            while (true) {
                for (ServerSentEvent event : events) {
                    JsonNode data = Trees.MAPPER.readTree(event.data());
                    if (wanted.test(data)) {
                        return data;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no such event: " + shape());
                }
                events.wait(left);
            }
        }
    }

    /// Waits for so many pings.
    void awaitPings(int wanted) throws InterruptedException {
        int[] seen = new int[1];
        await(data -> {
            if (data.path("type").asString().equals("message_start")) {
                seen[0] = 0;
            }
            return data.path("type").asString().equals("ping") && ++seen[0] == wanted;
        });
    }

    /// The data of all events so far.
    List<JsonNode> data() {
        synchronized (events) {
            return events.stream()
                    .map(event -> Trees.MAPPER.readTree(event.data()))
                    .toList();
        }
    }

    /// What came, an entry each: the event, its index, and the type of what it holds; deltas of a kind in one.
    List<String> shape() {
        List<String> shape = new ArrayList<>();
        synchronized (events) {
            for (ServerSentEvent event : events) {
                JsonNode data = Trees.MAPPER.readTree(event.data());
                String entry = entry(data);
                if (!String.valueOf(event.event()).equals(data.path("type").asString())) {
                    entry = "misnamed " + event.event() + " " + entry;
                }
                boolean again = entry.contains("_delta ")
                        && !shape.isEmpty()
                        && shape.getLast().equals(entry);
                if (!again) {
                    shape.add(entry);
                }
            }
        }
        return shape;
    }

    private static String entry(JsonNode data) {
        String index = data.path("index").asString("");
        return switch (data.path("type").asString("")) {
            case "content_block_start" ->
                index + " start " + data.at("/content_block/type").asString();
            case "content_block_delta" -> index + " " + data.at("/delta/type").asString() + " ";
            case "content_block_stop" -> index + " stop";
            case "message_delta" ->
                "message_delta " + data.at("/delta/stop_reason").asString("none");
            case "error" -> "error " + data.at("/error/type").asString();
            default -> data.path("type").asString("");
        };
    }

    /// The message, put together as the TypeScript SDK does it.
    ObjectNode message() {
        ObjectNode message = Trees.object();
        Map<Integer, StringBuilder> inputs = new LinkedHashMap<>();
        for (JsonNode data : data()) {
            switch (data.path("type").asString()) {
                case "message_start" ->
                    message.setAll((ObjectNode) data.get("message").deepCopy());
                case "content_block_start" -> {
                    ArrayNode content = (ArrayNode) message.get("content");
                    if (content.size() != data.path("index").asInt()) {
                        throw new AssertionError("block " + data.path("index") + " came as number " + content.size());
                    }
                    content.add(data.get("content_block").deepCopy());
                }
                case "content_block_delta" -> {
                    int index = data.path("index").asInt();
                    grow((ObjectNode) message.get("content").get(index), data.get("delta"), index, inputs);
                }
                case "content_block_stop" -> {
                    StringBuilder input = inputs.get(data.path("index").asInt());
                    if (input != null && !input.isEmpty()) {
                        ObjectNode block = (ObjectNode)
                                message.get("content").get(data.path("index").asInt());
                        block.set("input", Trees.MAPPER.readTree(input.toString()));
                    }
                }
                case "message_delta" -> end(message, data);
                case "error" -> throw new AssertionError(data.toString());
                default -> {}
            }
        }
        return message;
    }

    private static void grow(ObjectNode block, JsonNode delta, int index, Map<Integer, StringBuilder> inputs) {
        switch (delta.path("type").asString()) {
            case "text_delta" ->
                block.put(
                        "text",
                        block.path("text").asString("") + delta.path("text").asString());
            case "thinking_delta" ->
                block.put(
                        "thinking",
                        block.path("thinking").asString("")
                                + delta.path("thinking").asString());
            case "signature_delta" ->
                block.put("signature", delta.path("signature").asString());
            case "input_json_delta" ->
                inputs.computeIfAbsent(index, unused -> new StringBuilder())
                        .append(delta.path("partial_json").asString());
            default -> throw new AssertionError(delta.toString());
        }
    }

    private static void end(ObjectNode message, JsonNode data) {
        JsonNode delta = data.get("delta");
        for (String key : List.of("container", "stop_reason", "stop_sequence", "stop_details")) {
            message.set(key, delta.get(key));
        }
        message.set("context_management", data.get("context_management"));
        ObjectNode usage = (ObjectNode) message.get("usage");
        usage.set("output_tokens", data.at("/usage/output_tokens"));
        for (String key : List.of(
                "input_tokens",
                "cache_creation_input_tokens",
                "cache_read_input_tokens",
                "server_tool_use",
                "iterations")) {
            JsonNode value = data.get("usage").path(key);
            if (!value.isMissingNode() && !value.isNull()) {
                usage.set(key, value);
            }
        }
    }
}
