package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Batch;
import io.gatehouse.doors.mcp.conversation.OpenRequest;
import io.gatehouse.doors.mcp.conversation.ReplyChannel;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to one POST: plain JSON when it is there soon and nothing came before it, otherwise an event stream that
/// ends with the last response (Streamable HTTP, all revisions).
final class HttpChannel implements ReplyChannel {
    private final HttpExchange http;
    private final Accepts accepts;
    private final @Nullable List<byte[]> batch;
    private int outstanding;
    private @Nullable EventStream stream;
    private @Nullable Cancellable timer;
    private boolean finished;

    /// @param outstanding how many responses are to come
    /// @param batch whether they are answers to a batch, an array as long as they are plain JSON
    HttpChannel(HttpExchange http, Accepts accepts, int outstanding, boolean batch) {
        this.http = http;
        this.accepts = accepts;
        this.outstanding = outstanding;
        this.batch = batch ? new ArrayList<>() : null;
    }

    /// Takes care of what happens while the handlers work. Call it once they have begun.
    void watch(Timers timers, Duration streamAfter, List<OpenRequest> requests) {
        if (finished) {
            return;
        }
        if (accepts.events() && stream == null) {
            timer = timers.after(streamAfter, () -> run(this::openLate));
        }
        http.onClosed(() -> {
            stopTimer();
            requests.forEach(OpenRequest::gone);
        });
    }

    @Override
    public void run(Runnable action) {
        http.onLoop(action);
    }

    @Override
    public boolean pushes() {
        return accepts.events() && !finished;
    }

    @Override
    public void push(byte[] message) {
        if (pushes()) {
            open().send(message);
        }
    }

    @Override
    public void answer(int status, byte[] response) {
        outstanding--;
        if (stream != null || !accepts.json()) {
            open().send(response);
            endWhenDone();
        } else if (batch == null) {
            finish();
            http.respond(status, HttpReplies.JSON, response);
        } else {
            batch.add(response);
            endWhenDone();
        }
    }

    @Override
    public void retryAfter(Duration wait) {
        if (stream == null && batch == null && accepts.json() && !finished) {
            http.responseHeader(
                    "Retry-After",
                    Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
        }
    }

    @Override
    public void whenNoRoom(byte[] response) {
        if (stream == null && batch == null && accepts.json()) {
            http.whenNoRoom(200, response);
        }
    }

    @Override
    public void abandon(byte[] otherwise) {
        if (!accepts.events()) {
            answer(200, otherwise);
            return;
        }
        outstanding--;
        if (outstanding == 0 && (batch == null || batch.isEmpty())) {
            open();
        }
        endWhenDone();
    }

    private void openLate() {
        if (!finished) {
            open();
        }
    }

    /// Makes the answer an event stream now.
    EventStream open() {
        EventStream open = stream;
        if (open == null) {
            stopTimer();
            open = http.events();
            stream = open;
            if (batch != null) {
                batch.forEach(open::send);
            }
        }
        return open;
    }

    private void endWhenDone() {
        if (outstanding > 0) {
            return;
        }
        finish();
        if (stream != null) {
            stream.end();
        } else if (batch != null) {
            http.respond(200, HttpReplies.JSON, Batch.array(batch));
        }
    }

    private void finish() {
        finished = true;
        stopTimer();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
