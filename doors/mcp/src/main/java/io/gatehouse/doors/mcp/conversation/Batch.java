package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several messages that came together (2025-03-26, batching).
///
/// @param messages those that can be read
/// @param failures the errors about the others, JSON
public record Batch(List<Message> messages, List<byte[]> failures) {
    static final String INITIALIZE = "\"initialize\" must not be part of a batch.";

    /// Reads them.
    ///
    /// @throws MalformedMessageException when it is no array of messages at all
    public static Batch read(MessageReader reader, Slice array) throws MalformedMessageException {
        List<Slice> elements = reader.elements(array);
        List<Message> messages = new ArrayList<>(elements.size());
        List<byte[]> failures = new ArrayList<>();
        for (Slice element : elements) {
            try {
                messages.add(reader.read(element));
            } catch (MalformedMessageException malformed) {
                failures.add(OwnAnswers.to(malformed));
            }
        }
        return new Batch(messages, failures);
    }

    /// What a client is told whose revision has none.
    ///
    /// @param revision null when nobody has initialized
    public static RpcError unknown(@Nullable Revision revision) {
        return new RpcError(
                ErrorCode.INVALID_REQUEST,
                (revision == null ? "A client that has not initialized" : "Revision " + revision)
                        + " sends one message at a time; only revision 2025-03-26 has arrays of messages.");
    }

    /// Whether any of them is a request.
    public boolean hasRequests() {
        return messages.stream().anyMatch(Request.class::isInstance);
    }

    /// How many responses it gets.
    public int answers() {
        return (int) messages.stream().filter(Request.class::isInstance).count() + failures.size();
    }

    /// JSON values as one JSON array.
    public static byte[] array(List<byte[]> values) {
        int length = 1 + values.size();
        for (byte[] value : values) {
            length += value.length;
        }
        byte[] out = new byte[Math.max(2, length)];
        int at = 0;
        for (byte[] value : values) {
            out[at] = at == 0 ? (byte) '[' : (byte) ',';
            System.arraycopy(value, 0, out, at + 1, value.length);
            at += value.length + 1;
        }
        out[0] = '[';
        out[out.length - 1] = ']';
        return out;
    }
}
