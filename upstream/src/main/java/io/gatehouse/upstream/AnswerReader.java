package io.gatehouse.upstream;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;

/// Reads what a server sends on the stream, or in the body, that belongs to one call.
final class AnswerReader {
    private AnswerReader() {}

    /// Reads one message, or a batch of a legacy server.
    static void read(StreamableCall call, Slice bytes) {
        try {
            if (!call.connection().revision().modern() && MessageReader.isBatch(bytes)) {
                for (Slice element : Messages.READER.elements(bytes)) {
                    one(call, element);
                }
            } else {
                one(call, bytes);
            }
        } catch (MalformedMessageException malformed) {
            call.invalid("its answer is no message: " + malformed.error().message());
        }
    }

    /// Whether the body of a refusal is an error that answers the call, and so its end.
    static boolean isError(StreamableCall call, Slice body) {
        try {
            if (Messages.READER.read(body) instanceof Response response
                    && call.id().equals(response.id())) {
                if (response.errorCode() == ErrorCode.HEADER_MISMATCH) {
                    call.connection().events().outdated();
                }
                call.answered(response);
                return true;
            }
        } catch (MalformedMessageException noMessage) {
            return false;
        }
        return false;
    }

    private static void one(StreamableCall call, Slice bytes) throws MalformedMessageException {
        switch (Messages.READER.read(bytes)) {
            case Response response -> {
                if (call.id().equals(response.id())) {
                    call.answered(response);
                }
            }
            case Notification notification -> {
                call.extend();
                Notification restored = Messages.withToken(
                        notification, call.id(), call.outgoing().request());
                if (restored != null && !call.over()) {
                    call.replies().notification(restored);
                }
            }
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
