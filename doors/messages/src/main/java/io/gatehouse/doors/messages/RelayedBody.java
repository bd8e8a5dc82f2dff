package io.gatehouse.doors.messages;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.models.ApiError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The body of an answer that goes to the client piece by piece, no faster than the client takes it.
final class RelayedBody {
    private final OutgoingBody body;
    private final Supplier<@Nullable ClientCall> call;

    /// @param call gives the call that the pieces come from, null while it is not known
    RelayedBody(OutgoingBody body, Supplier<@Nullable ClientCall> call) {
        this.body = body;
        this.call = call;
        body.onDrained(this::drained);
    }

    private void drained() {
        ClientCall current = call.get();
        if (current != null) {
            current.resume();
        }
    }

    /// Passes a piece on. The call pauses until the client has taken it.
    void piece(byte[] bytes) {
        body.write(bytes);
        ClientCall current = call.get();
        if (!body.writable() && current != null) {
            current.pause();
            // It may have been drained in between, on a loop of its own.
            if (body.writable()) {
                current.resume();
            }
        }
    }

    /// The body is complete.
    void end() {
        body.end();
    }

    /// Ends a stream of events with an `error` event.
    ///
    /// @param atLineStart whether no line is left open; one that is open is ended first, for readers to find
    ///     the error
    void endWith(ApiError error, String requestId, boolean atLineStart) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(((atLineStart ? "" : "\n") + "event: error\ndata: ").getBytes(StandardCharsets.UTF_8));
        event.writeBytes(error.body(requestId));
        event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        body.write(event.toByteArray());
        body.end();
    }

    /// Breaks off what is no stream of events, so that the client does not take it for complete.
    void abort() {
        body.abort();
    }
}
