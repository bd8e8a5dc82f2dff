package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a relayed legacy client was asked and has not answered yet, and by which gateway. Once the client can answer
/// nothing any more, the relay answers in its place with an error, so that the requests which wait for that can end.
final class RelayQuestions {
    private final MessageReader reader;
    private final BiConsumer<Slice, RelayedGateway> answer;
    private final Consumer<byte[]> toClient;
    private final Map<Slice, RelayedGateway> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// @param answer sends an answer to the gateway that asked; it may wait
    /// @param toClient takes messages for the client
    RelayQuestions(MessageReader reader, BiConsumer<Slice, RelayedGateway> answer, Consumer<byte[]> toClient) {
        this.reader = reader;
        this.answer = answer;
        this.toClient = toClient;
    }

    /// Takes note of a message to the client.
    void toClient(Message message, RelayedGateway from) {
        if (message instanceof Request question) {
            open.put(question.id(), from);
            if (closed) {
                refuse(question.id());
            }
        }
    }

    /// [#toClient(Message, RelayedGateway)] of bytes.
    void toClient(byte[] message, RelayedGateway from) {
        try {
            toClient(reader.read(Slice.of(message)), from);
        } catch (MalformedMessageException noMessage) {
            // The client may make of it what it can.
        }
    }

    /// Takes note of an answer of the client.
    ///
    /// @return who asked; null when nobody waits for it
    @Nullable
    RelayedGateway answered(Response response) {
        Slice id = response.id();
        return id == null ? null : open.remove(id);
    }

    /// A gateway has stopped: the client need not answer what it asked.
    void withdraw(RelayedGateway gone) {
        List.copyOf(open.keySet()).forEach(id -> {
            if (open.remove(id, gone)) {
                String params = "{\"requestId\":" + id.text() + ",\"reason\":\"The gateway that asked has stopped.\"}";
                toClient.accept(Notification.of(Method.CANCELLED, params).body().bytes());
            }
        });
    }

    /// The client can answer nothing any more.
    void close() {
        closed = true;
        List.copyOf(open.keySet()).forEach(this::refuse);
    }

    private void refuse(Slice id) {
        RelayedGateway asked = open.remove(id);
        if (asked != null) {
            byte[] error = Response.error(ErrorCode.INVALID_REQUEST, StdioConnection.GONE)
                    .withId(id);
            Thread.ofVirtual().name("relay answers").start(() -> answer.accept(Slice.of(error), asked));
        }
    }
}
