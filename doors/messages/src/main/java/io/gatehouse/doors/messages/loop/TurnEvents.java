package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.Headers;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.models.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The events of one streamed answer, each of which becomes a part of the client's stream: indexes are moved behind the
/// blocks that were there before, calls of MCP tools are renamed, and the end is kept back. Deltas go on as they came
/// but for the index. Not safe for use by several threads at once.
final class TurnEvents {
    /// How streams of other APIs end. Some gateways in front of models write it here too, instead of `message_stop`.
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private static final ApiError TOO_MANY_BLOCKS =
            ApiError.api("The model's answer has more blocks than the gateway takes. Ask for less.");

    private final MessageStream stream;
    private final int mostBlocks;
    private final Toolbox toolbox;
    private final CallIds ids;
    private final Supplier<Headers> received;
    private final TurnBlocks blocks = new TurnBlocks();
    private final TurnSummary summary = new TurnSummary();
    private int base;
    private boolean begun;
    private @Nullable ObjectNode first;
    private boolean calls;
    private boolean writing;
    private int parts;
    private boolean refused;

    /// @param mostBlocks how many blocks an answer may have
    /// @param received gives the headers of the answer
    TurnEvents(MessageStream stream, int mostBlocks, Toolbox toolbox, CallIds ids, Supplier<Headers> received) {
        this.stream = stream;
        this.mostBlocks = mostBlocks;
        this.toolbox = toolbox;
        this.ids = ids;
        this.received = received;
        this.base = stream.blocks();
    }

    /// Whether the provider itself has ended the answer with an error.
    boolean refused() {
        return refused;
    }

    /// Takes the next event.
    ///
    /// @return the complete answer at its end, null before
    /// @throws ModelFailure if there will be no answer
    @Nullable
    ModelAnswer take(ServerSentEvent event) throws ModelFailure {
        byte[] data = event.data();
        if (data.length == 0 || Arrays.equals(data, DONE)) {
            return null;
        }
        String name = event.event() == null ? "" : event.event();
        if (passed(name, data)) {
            return null;
        }
        return Trees.readPiece(data) instanceof ObjectNode tree
                ? tree(name.isEmpty() ? tree.path("type").asString("message") : name, tree)
                : null;
    }

    /// Takes that no more events come.
    ///
    /// @return the complete answer
    /// @throws ModelFailure if it is not complete
    ModelAnswer end() throws ModelFailure {
        if (!summary.stopped() || !blocks.closed()) {
            throw broken("the stream of the model's provider ended before the message did");
        }
        return stop();
    }

    /// Passes an event on without parsing it as a whole, if that can be done.
    private boolean passed(String name, byte[] data) {
        DeltaScan scan = null;
        switch (name) {
            case "content_block_delta" -> {
                token();
                DeltaScan delta = DeltaScan.delta(data);
                scan = delta != null && blocks.grow(delta, data) ? delta : null;
            }
            case "content_block_stop" -> {
                DeltaScan stop = DeltaScan.stop(data);
                scan = stop != null && blocks.close(stop.index()) ? stop : null;
            }
            case "ping" -> {
                stream.flush();
                stream.passPing();
                return true;
            }
            default -> {
                return false;
            }
        }
        if (scan != null) {
            stream.add(name, data, scan, base + scan.index());
        }
        return scan != null;
    }

    /// What the provider has told of the tokens so far.
    TokenUsage told() {
        return summary.told();
    }

    /// How many parts of the answer have come.
    int parts() {
        return parts;
    }

    private void token() {
        parts++;
        if (!writing) {
            writing = true;
            stream.token();
        }
    }

    private @Nullable ModelAnswer tree(String name, ObjectNode event) throws ModelFailure {
        switch (name) {
            case "message_start" -> start(event);
            case "content_block_start" -> block(event);
            case "content_block_delta" -> {
                token();
                if (!blocks.grow(event.path("index").asInt(-1), event.path("delta"))) {
                    throw broken("the model's provider sent a part of a block that has not begun");
                }
                moved(name, event);
            }
            case "content_block_stop" -> {
                if (!blocks.close(event.path("index").asInt(-1))) {
                    throw broken("the model's provider ended a block that has not begun");
                }
                moved(name, event);
            }
            case "message_delta" -> {
                requireBegun();
                summary.end(event);
            }
            case "message_stop" -> {
                return stop();
            }
            case "error" -> {
                refused = true;
                throw ModelFailure.inStream(event);
            }
            default -> moved(name, event);
        }
        return null;
    }

    private void start(ObjectNode event) throws ModelFailure {
        if (begun && blocks.count() == 0 && event.path("message").equals(first)) {
            return; // Some gateways in front of models send it twice.
        }
        if (begun || !(event.path("message") instanceof ObjectNode message)) {
            throw broken("the model's provider began a message twice or without saying which");
        }
        begun = true;
        first = message.deepCopy();
        summary.begin(message);
        stream.begin(message, received.get());
        base = stream.blocks();
    }

    private void block(ObjectNode event) throws ModelFailure {
        int index = event.path("index").asInt(-1);
        if (!begun || index != blocks.count() || !(event.path("content_block") instanceof ObjectNode block)) {
            throw broken("the model's provider began a block without a proper index");
        }
        if (index >= mostBlocks) {
            throw ModelFailure.of(TOO_MANY_BLOCKS);
        }
        ids.distinguish(block);
        blocks.begin(block);
        Address address = McpBlocks.address(block, toolbox);
        calls |= address != null;
        stream.start(base + index, address == null ? block : McpBlocks.use(block, address, ids));
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

    private ModelAnswer stop() throws ModelFailure {
        requireBegun();
        return summary.answer(calls, blocks::content);
    }

    private void requireBegun() throws ModelFailure {
        if (!begun) {
            throw broken("the model's provider ended a message that has not begun");
        }
    }

    private static ModelFailure broken(String message) {
        return ModelFailure.of(ModelFailure.broken(message));
    }
}
