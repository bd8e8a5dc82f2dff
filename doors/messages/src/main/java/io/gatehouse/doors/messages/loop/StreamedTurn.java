package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.SseReader;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the model as a stream, which becomes a part of the client's: indexes are moved behind the blocks that
/// were there before, calls of MCP tools are renamed, and its end is kept back. Deltas go on as they came but for the
/// index, at once.
final class StreamedTurn extends ModelTurn {
    private static final ApiError TOO_LARGE = ApiError.api(
                    "The model's answer is larger than the gateway takes. Ask for less.")
            .withRemedy("Raise messages.loop.answer-bytes if models may answer so much.");

    private final MessageStream stream;
    private final LoopSettings settings;
    private final Toolbox toolbox;
    private final CallIds ids;
    private final SseReader reader;
    private final BlockCollector collector = new BlockCollector();
    private final ObjectNode usage = Trees.object();
    private final ObjectNode ending = Trees.object();
    private final ObjectNode around = Trees.object();
    private @Nullable ObjectNode endUsage;
    private long bytesLeft;
    private String model = "";
    private int base;
    private final BitSet open = new BitSet();
    private boolean begun;
    private @Nullable ObjectNode first;
    private int blocks;
    private boolean calls;
    private boolean over;

    StreamedTurn(MessageStream stream, LoopSettings settings, Toolbox toolbox, CallIds ids) {
        this.stream = stream;
        this.settings = settings;
        this.bytesLeft = settings.answerBytes();
        this.toolbox = toolbox;
        this.ids = ids;
        this.base = stream.blocks();
        this.reader = new SseReader(settings.answerBytes(), this::take);
    }

    @Override
    BodyMode begun(Headers headers) {
        String type = headers.get("content-type");
        if (MediaTypes.is(type, "application/json")) {
            return BodyMode.WHOLE;
        }
        if (!MediaTypes.isEventStream(type)) {
            fail("the model's provider was asked for a stream, but answered with the content type " + type);
            return BodyMode.DISCARD;
        }
        stream.onDrained(this::goOn);
        return BodyMode.PIECES;
    }

    @Override
    void complete(byte[] body) {
        JsonNode read = MissingNode.getInstance();
        try {
            read = Trees.read(body);
        } catch (JacksonException malformed) {
            // Told below.
        }
        finish();
        failed(ModelFailure.noMessage(read, "the model's provider was asked for a stream, but answered as a whole"));
    }

    @Override
    public synchronized void piece(byte[] bytes) {
        bytesLeft -= bytes.length;
        if (over) {
            return;
        }
        if (bytesLeft < 0) {
            fail(TOO_LARGE);
            return;
        }
        try {
            reader.read(bytes, 0, bytes.length);
        } catch (SseReader.TooLargeException tooLarge) {
            fail(TOO_LARGE);
        } catch (JacksonException malformed) {
            fail("the model's provider sent an event that is no JSON");
        }
        ClientCall call = call();
        if (!over && !stream.flush() && call != null) {
            call.pause();
            if (stream.flush()) {
                call.resume();
            }
        }
    }

    private void goOn() {
        ClientCall call = call();
        if (call != null) {
            call.resume();
        }
    }

    @Override
    public synchronized void event(ServerSentEvent event) {
        take(event);
        if (!over) {
            stream.flush();
        }
    }

    @Override
    public synchronized void end() {
        if (!over) {
            fail("the stream of the model's provider ended before the message did");
        }
    }

    @Override
    synchronized void abandon() {
        over = true;
    }

    private void fail(String message) {
        fail(ApiError.api(message));
    }

    private void fail(ApiError error) {
        finish();
        failed(ModelFailure.of(error));
        ClientCall call = call();
        if (call != null) {
            call.cancel();
        }
    }

    /// From now on the stream is another's: the thread of the request goes on with it.
    private void finish() {
        over = true;
        stream.flush();
    }

    private void take(ServerSentEvent event) {
        byte[] data = event.data();
        if (over || data.length == 0) {
            return;
        }
        String name = event.event() == null ? "" : event.event();
        if (name.equals("content_block_delta")) {
            DeltaScan scan = DeltaScan.delta(data);
            if (scan != null && open.get(scan.index()) && collector.grow(scan, data)) {
                stream.add(name, data, scan, base + scan.index());
                return;
            }
        } else if (name.equals("content_block_stop")) {
            DeltaScan scan = DeltaScan.stop(data);
            if (scan != null && closed(scan.index())) {
                stream.add(name, data, scan, base + scan.index());
                return;
            }
        } else if (name.equals("ping")) {
            stream.flush();
            stream.passPing();
            return;
        }
        if (Trees.readPiece(data) instanceof ObjectNode tree) {
            tree(name.isEmpty() ? tree.path("type").asString("message") : name, tree);
        }
    }

    private void tree(String name, ObjectNode event) {
        switch (name) {
            case "message_start" -> start(event);
            case "content_block_start" -> block(event);
            case "content_block_delta" -> {
                int index = event.path("index").asInt(-1);
                if (index < 0 || !open.get(index) || !collector.grow(index, event.path("delta"))) {
                    fail("the model's provider sent a part of a block that has not begun");
                    return;
                }
                moved(name, event);
            }
            case "content_block_stop" -> {
                if (!closed(event.path("index").asInt(-1))) {
                    fail("the model's provider ended a block that has not begun");
                    return;
                }
                moved(name, event);
            }
            case "message_delta" -> ending(event);
            case "message_stop" -> stop();
            case "error" -> {
                finish();
                failed(ModelFailure.inStream(event));
            }
            default -> moved(name, event);
        }
    }

    /// Ends a block if it has begun and not ended.
    private boolean closed(int index) {
        boolean was = index >= 0 && open.get(index);
        if (was) {
            open.clear(index);
        }
        return was;
    }

    private void start(ObjectNode event) {
        if (begun && blocks == 0 && event.path("message").equals(first)) {
            return; // Some gateways in front of models send it twice.
        }
        if (begun || !(event.path("message") instanceof ObjectNode message)) {
            fail("the model's provider began a message twice or without saying which");
            return;
        }
        begun = true;
        first = message.deepCopy();
        model = message.path("model").asString("");
        if (message.path("usage") instanceof ObjectNode told) {
            usage.setAll(told.deepCopy());
        }
        stream.begin(message, received());
        stream.onDrained(this::goOn);
        base = stream.blocks();
    }

    private void block(ObjectNode event) {
        int index = event.path("index").asInt(-1);
        if (!begun || index != blocks || !(event.path("content_block") instanceof ObjectNode block)) {
            fail("the model's provider began a block without a proper index");
            return;
        }
        blocks++;
        if (blocks > settings.answerBlocks()) {
            fail(ApiError.api("The model's answer has more blocks than the gateway takes. Ask for less.")
                    .withRemedy("Raise messages.loop.answer-blocks if models may answer so much."));
            return;
        }
        open.set(index);
        ids.distinguish(block);
        collector.begin(index, block);
        Address address = McpBlocks.address(block, toolbox);
        calls |= address != null;
        stream.start(base + index, address == null ? block : McpBlocks.use(block, address));
    }

    /// An event that goes on with its index moved, if it has one.
    private void moved(String name, ObjectNode event) {
        if (event.path("index").isInt()) {
            event.put("index", base + event.path("index").asInt());
        }
        if (begun && name.indexOf('\n') < 0) {
            stream.add(name, event);
        }
    }

    private void ending(ObjectNode event) {
        if (!begun) {
            fail("the model's provider ended a message that has not begun");
            return;
        }
        if (event.path("delta") instanceof ObjectNode delta) {
            ending.setAll(delta);
        }
        if (event.path("usage") instanceof ObjectNode told) {
            endUsage = told;
            for (Map.Entry<String, JsonNode> each : told.properties()) {
                if (!each.getValue().isNull() || !usage.has(each.getKey())) {
                    usage.set(each.getKey(), each.getValue());
                }
            }
        }
        around.setAll(event.without(List.of("type", "delta", "usage")));
    }

    private void stop() {
        if (!begun) {
            fail("the model's provider ended a message that has not begun");
            return;
        }
        finish();
        answered(new ModelAnswer(model, calls, this::content, ending, around, usage, endUsage));
    }

    private ArrayNode content() {
        return collector.blocks();
    }
}
