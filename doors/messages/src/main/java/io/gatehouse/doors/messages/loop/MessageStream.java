package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.Headers;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.models.ApiError;
import io.gatehouse.protocol.LoneSurrogates;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A message as one stream of events, whatever the number of the model's streams behind it: it begins and ends once,
/// and its blocks are counted through. Events are collected until [#flush()], so that what came together goes
/// together. One thread at a time may use it, but [#ping()] any at any time.
final class MessageStream implements MessageSink {
    private static final byte[] PING = "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");
    private static final Set<String> EMPTY_AT_FIRST = Set.of("tool_use", "server_tool_use", "mcp_tool_use");

    private final LoopReply reply;
    private final LoopSettings settings;
    private final String model;
    private final List<ObjectNode> held = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private volatile @Nullable OutgoingBody body;
    private volatile long lastWrite = System.nanoTime();
    private int next;

    /// @param model what the message says it is from, should it begin before the model does
    MessageStream(LoopReply reply, LoopSettings settings, String model) {
        this.reply = reply;
        this.settings = settings;
        this.model = model;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public ModelTurn turn(Toolbox toolbox, CallIds ids) {
        return new StreamedTurn(this, settings, toolbox, ids);
    }

    /// Begins the message, unless it has begun.
    ///
    /// @param message without content
    /// @param headers of the provider
    void begin(ObjectNode message, Headers headers) {
        if (begun()) {
            return;
        }
        body = reply.events(ProviderHeaders.passed(headers));
        ObjectNode event = event("message_start");
        event.set("message", message);
        add("message_start", event);
        held.forEach(this::whole);
        held.clear();
    }

    @Override
    public boolean begun() {
        return body != null;
    }

    /// How many blocks the message has so far, which is the index of the next.
    int blocks() {
        return next;
    }

    /// Begins a block that the model goes on with.
    void start(int index, JsonNode block) {
        next = Math.max(next, index + 1);
        ObjectNode event = event("content_block_start").put("index", index);
        event.set("content_block", block);
        add("content_block_start", event);
    }

    @Override
    public void block(ObjectNode block) {
        if (begun()) {
            whole(block);
            flush();
        } else {
            held.add(block);
        }
    }

    private void whole(ObjectNode block) {
        int index = next;
        JsonNode input = block.path("input");
        if (EMPTY_AT_FIRST.contains(block.path("type").asString("")) && !input.isEmpty()) {
            ObjectNode empty = block.deepCopy();
            empty.putObject("input");
            start(index, empty);
            ObjectNode delta = event("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", "input_json_delta").put("partial_json", input.toString());
            add("content_block_delta", delta);
        } else {
            start(index, block);
        }
        add("content_block_stop", event("content_block_stop").put("index", index));
    }

    static ObjectNode event(String type) {
        return Trees.object().put("type", type);
    }

    /// Adds an event.
    void add(String type, JsonNode data) {
        byte[] bytes = LoneSurrogates.escaped(data.toString()).getBytes(StandardCharsets.UTF_8);
        open(type);
        out.write(bytes, 0, bytes.length);
        out.writeBytes(END);
    }

    /// The model has begun to write.
    void token() {
        reply.token();
    }

    /// Adds an event whose data differ from what came in the index only.
    void add(String type, byte[] data, DeltaScan scan, int index) {
        open(type);
        if (index == scan.index()) {
            out.write(data, 0, data.length);
        } else {
            out.write(data, 0, scan.digits());
            out.writeBytes(ascii(Integer.toString(index)));
            out.write(data, scan.rest(), data.length - scan.rest());
        }
        out.writeBytes(END);
    }

    private void open(String type) {
        out.writeBytes(EVENT);
        out.writeBytes(type.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(DATA);
    }

    /// Sends what was added.
    ///
    /// @return whether the client keeps up, so that more may come
    boolean flush() {
        OutgoingBody to = body;
        if (to == null) {
            return true;
        }
        if (out.size() > 0) {
            lastWrite = System.nanoTime();
            to.write(out.toByteArray());
            out.reset();
        }
        return to.writable();
    }

    /// Runs an action each time that the client has caught up.
    void onDrained(Runnable action) {
        OutgoingBody to = body;
        if (to != null) {
            to.onDrained(action);
        }
    }

    @Override
    public void ping() {
        if (System.nanoTime() - lastWrite < settings.stream().pingInterval().toNanos()) {
            return;
        }
        if (begun()) {
            passPing();
        } else {
            begin(OwnMessage.begun(model), Headers.none());
            flush();
        }
    }

    /// Sends a ping at once, if the message has begun.
    void passPing() {
        OutgoingBody to = body;
        if (to != null) {
            lastWrite = System.nanoTime();
            to.write(PING);
        }
    }

    @Override
    public void end(ObjectNode ending, @Nullable ModelAnswer last, UsageSum usage) {
        begin(OwnMessage.begun(model), Headers.none());
        ObjectNode event = event("message_delta");
        event.set("delta", ending);
        event.set("usage", usage.ended(last == null ? null : last.endUsage()));
        if (last != null) {
            event.setAll(last.around());
        }
        add("message_delta", event);
        add("message_stop", event("message_stop"));
        flush();
        OutgoingBody to = body;
        if (to != null) {
            to.end();
        }
    }

    @Override
    public void fail(ApiError error) {
        byte[] data = reply.shown(error).body(reply.requestId());
        open("error");
        out.write(data, 0, data.length);
        out.writeBytes(END);
        flush();
        OutgoingBody to = body;
        if (to != null) {
            to.end();
        }
    }
}
