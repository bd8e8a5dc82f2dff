package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What a relayed legacy client was asked and has not answered yet. Once it can answer nothing any more, the relay
/// answers in its place with an error, so that the requests which wait for that can end.
final class RelayQuestions {
    private final MessageReader reader;
    private final Consumer<Slice> answer;
    private final Set<Slice> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// @param answer sends an answer; it may wait
    RelayQuestions(MessageReader reader, Consumer<Slice> answer) {
        this.reader = reader;
        this.answer = answer;
    }

    /// Takes note of a message to the client.
    void toClient(Message message) {
        if (message instanceof Request question) {
            open.add(question.id());
            if (closed) {
                refuse(question.id());
            }
        }
    }

    /// [#toClient(Message)] of bytes.
    void toClient(byte[] message) {
        try {
            toClient(reader.read(Slice.of(message)));
        } catch (MalformedMessageException noMessage) {
            // The client may make of it what it can.
        }
    }

    /// Takes note of an answer of the client.
    void answered(Response response) {
        Slice id = response.id();
        if (id != null) {
            open.remove(id);
        }
    }

    /// The client can answer nothing any more.
    void close() {
        closed = true;
        List.copyOf(open).forEach(this::refuse);
    }

    private void refuse(Slice id) {
        if (open.remove(id)) {
            byte[] error = Response.error(ErrorCode.INVALID_REQUEST, StdioConnection.GONE)
                    .withId(id);
            Thread.ofVirtual().name("relay answers").start(() -> answer.accept(Slice.of(error)));
        }
    }
}
