package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.reading.ServerMessage;
import io.gatehouse.upstream.reading.ServerReader;
import io.gatehouse.upstream.reading.ServerWarning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a server sends on the stream, or in the body, that belongs to one call.
final class AnswerReader {
    private static final ServerWarning NO_MESSAGE = new ServerWarning(
            "event stream", "other output is mixed with its messages", "ignored; only messages belong there");

    private AnswerReader() {}

    /// Reads one message, or a batch of a legacy server.
    static void read(StreamableCall call, Slice bytes) {
        ServerReader reader = call.connection().reader();
        Iterable<Slice> all = call.connection().revision().modern() ? List.of(bytes) : reader.each(bytes);
        for (Slice one : all) {
            switch (reader.read(one)) {
                case ServerMessage.Known known -> taken(call, known.message());
                case ServerMessage.Broken broken -> {
                    if (broken.id() == null || ServerReader.same(call.id(), broken.id())) {
                        call.invalid("its answer is not a message: " + broken.problem());
                    }
                }
                case ServerMessage.Other other -> {
                    if (call.streaming()) {
                        call.connection().events().warned(NO_MESSAGE);
                    } else {
                        call.invalid("its answer is not a message");
                    }
                }
            }
        }
    }

    /// Whether the body of a refusal is an error that answers the call, and so its end. One that names no request
    /// answers a client's call, so that its text is kept; of the gateway's own questions the status tells more.
    static boolean isError(StreamableCall call, Slice body) {
        if (!(call.connection().reader().read(body) instanceof ServerMessage.Known known)
                || !(known.message() instanceof Response response)
                || !answers(call, response)
                || response.id() == null && call.outgoing().ofGateway()) {
            return false;
        }
        if (response.errorCode() == ErrorCode.HEADER_MISMATCH) {
            call.connection().events().outdated();
        }
        call.answered(response);
        return true;
    }

    private static boolean answers(StreamableCall call, Response response) {
        @Nullable Slice id = response.id();
        if (id == null) {
            return response.failed();
        }
        boolean same = ServerReader.same(call.id(), id);
        if (same && !call.id().equals(id)) {
            call.connection().events().warned(ServerReader.OTHER_TYPE);
        }
        return same;
    }

    private static void taken(StreamableCall call, Message message) {
        switch (message) {
            case Response response -> {
                if (answers(call, response) && !(call.streaming() && call.lostSession(response))) {
                    call.answered(response);
                }
            }
            case Notification notification -> call.notified(notification);
            case Request asked -> {
                call.extend();
                call.replies().asked(asked, answer -> {
                    call.extend();
                    call.connection().post(Messages.answer(answer, asked));
                });
            }
        }
    }
}
