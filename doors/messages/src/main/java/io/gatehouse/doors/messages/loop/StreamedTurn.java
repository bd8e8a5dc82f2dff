package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.PartialUsage;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.Toolbox;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.sse.SseReader;
import io.gatehouse.models.ApiError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// One answer of the model as a stream: reads its events within the limits and no faster than the client takes them,
/// until the answer is complete or has failed. [TurnEvents] says what becomes of each.
final class StreamedTurn extends ModelTurn {
    private static final ApiError TOO_LARGE =
            ApiError.api("The model's answer is larger than the gateway takes. Ask for less.");

    private final MessageStream stream;
    private final TurnEvents events;
    private final SseReader reader;
    private long bytesLeft;
    private long bytesRead;
    private boolean drains;
    private boolean over;

    StreamedTurn(MessageStream stream, LoopSettings settings, Toolbox toolbox, CallIds ids) {
        this.stream = stream;
        this.bytesLeft = settings.stream().answerBytes();
        this.events = new TurnEvents(stream, settings.stream().answerBlocks(), toolbox, ids, this::received);
        this.reader = new SseReader(settings.stream().answerBytes(), this::take);
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
        drainWithStream();
        return BodyMode.PIECES;
    }

    /// Has a call that is paused go on once the client has caught up, as soon as there is a stream to the client.
    private void drainWithStream() {
        if (!drains && stream.begun()) {
            drains = true;
            stream.onDrained(this::goOn);
        }
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
        bytesRead += events.parts() > 0 ? bytes.length : 0;
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
            fail("the model's provider sent an event that is not JSON");
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

    private void take(ServerSentEvent event) {
        if (over) {
            return;
        }
        try {
            ModelAnswer complete = events.take(event);
            drainWithStream();
            if (complete != null) {
                answer(complete);
            }
        } catch (ModelFailure failure) {
            fail(failure);
        }
    }

    @Override
    public synchronized void end() {
        if (over) {
            return;
        }
        try {
            answer(events.end());
        } catch (ModelFailure failure) {
            fail(failure);
        }
    }

    @Override
    synchronized TokenUsage soFar() {
        return PartialUsage.of(events.told(), events.parts(), bytesRead);
    }

    @Override
    synchronized void abandon() {
        over = true;
    }

    private void answer(ModelAnswer complete) {
        finish();
        answered(complete);
    }

    private void fail(String message) {
        fail(ModelFailure.broken(message));
    }

    private void fail(ApiError error) {
        fail(ModelFailure.of(error));
    }

    private void fail(ModelFailure failure) {
        finish();
        failed(failure);
        ClientCall call = call();
        if (call != null && !events.refused()) {
            call.cancel();
        }
    }

    /// From now on the stream is another's: the thread of the request goes on with it.
    private void finish() {
        over = true;
        stream.flush();
    }
}
