package io.gatehouse.models;

import io.gatehouse.http.Headers;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.sse.SseReader;
import io.gatehouse.models.platforms.PlatformErrors;
import io.gatehouse.protocol.ObjectView;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The beginning of a stream of events, kept until its first block is complete. Providers under load
/// answer 200 and say only in the first event that they cannot.
final class StreamOpening {
    private static final int OK = 200;
    private static final int MOST_KEPT = 64 << 10;
    private static final Set<String> MAY_PASS =
            Set.of("overloaded_error", "api_error", "rate_limit_error", "timeout_error");

    private final int status;
    private final Headers headers;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean begun;
    private boolean lineBegun;
    private boolean afterReturn;
    private boolean complete;

    private StreamOpening(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
    }

    /// The opening of an answer; null when it is no stream.
    static @Nullable StreamOpening of(ModelRequest request, int status, Headers headers) {
        String type = headers.get("content-type");
        boolean events = MediaTypes.isEventStream(type);
        return request.stream() && status == OK && events ? new StreamOpening(status, headers) : null;
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /// All that came so far.
    byte[] bytes() {
        return kept.toByteArray();
    }

    /// Takes the next bytes.
    ///
    /// @return whether the opening is over
    boolean take(byte[] bytes) {
        kept.writeBytes(bytes);
        for (byte each : bytes) {
            if (each == '\r' || each == '\n' && !afterReturn) {
                complete |= begun && !lineBegun;
                lineBegun = false;
            } else if (each != '\n') {
                begun = true;
                lineBegun = true;
            }
            afterReturn = each == '\r';
        }
        return complete || kept.size() > MOST_KEPT;
    }

    /// Whether the first event is an error that another try may be spared.
    boolean failed() {
        ApiError error = error();
        return error != null && mayPass(error);
    }

    /// Whether another try may be spared an error.
    static boolean mayPass(ApiError error) {
        return MAY_PASS.contains(error.type());
    }

    /// What the first event tells, if it is an error of a known type; else null.
    @Nullable
    ApiError error() {
        byte[] all = kept.toByteArray();
        List<ServerSentEvent> events = new ArrayList<>();
        try {
            new SseReader(MOST_KEPT, events::add).read(all, 0, all.length);
        } catch (SseReader.TooLargeException noError) {
            return null;
        }
        ObjectView event = events.isEmpty()
                ? null
                : PlatformErrors.object(events.getFirst().data());
        ObjectView error = event == null || !"error".equals(event.string("type")) ? null : event.object("error");
        String type = error == null ? null : error.string("type");
        if (error == null || type == null) {
            return null;
        }
        String message = error.string("message");
        ApiError known = ApiError.ofType(type, message == null ? "" : message);
        return known.type().equals(type) ? known : null;
    }
}
