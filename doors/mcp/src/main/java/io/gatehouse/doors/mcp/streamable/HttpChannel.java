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
import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to one POST: plain JSON when it is there soon and nothing came before it, otherwise an event stream that
/// ends with the last response (Streamable HTTP, all revisions). When its client leaves, requests of a
/// client that may resume go on for a while; others are cancelled.
final class HttpChannel implements ReplyChannel, KeptStream.Source {
    private final HttpExchange http;
    private final Accepts accepts;
    private final Challenges challenges;
    private final @Nullable List<byte[]> batch;
    private final @Nullable Resumption resumption;
    private List<OpenRequest> requests = List.of();
    private int outstanding;
    private boolean opened;
    /// Whether the answer says that another token is needed.
    private boolean forbidden;
    /// Whether nobody can hear the answer any more.
    private boolean unheard;
    private @Nullable EventStream stream;
    private @Nullable KeptStream kept;
    private @Nullable Outlet outlet;
    private @Nullable Cancellable timer;
    private boolean finished;

    /// An answer that nobody can resume.
    HttpChannel(HttpExchange http, Accepts accepts, Challenges challenges) {
        this(http, accepts, challenges, 1, false, null);
    }

    /// The answer to one request.
    HttpChannel(HttpExchange http, Accepts accepts, Challenges challenges, @Nullable Resumption resumption) {
        this(http, accepts, challenges, 1, false, resumption);
    }

    /// @param outstanding how many responses are to come
    /// @param batch whether they are answers to a batch, an array as long as they are plain JSON
    /// @param resumption what makes the answer resumable, or null
    HttpChannel(
            HttpExchange http,
            Accepts accepts,
            Challenges challenges,
            int outstanding,
            boolean batch,
            @Nullable Resumption resumption) {
        this.http = http;
        this.accepts = accepts;
        this.challenges = challenges;
        this.outstanding = outstanding;
        this.batch = batch ? new ArrayList<>() : null;
        this.resumption = resumption;
    }

    /// Takes care of what happens while the handlers work. Call it once they have begun.
    void watch(Timers timers, Duration streamAfter, List<OpenRequest> requests) {
        if (finished) {
            return;
        }
        this.requests = requests;
        if (accepts.events() && !opened) {
            timer = timers.after(streamAfter, () -> run(this::openLate));
        }
        http.onClosed(this::left);
    }

    private void left() {
        stopTimer();
        if (finished) {
            return;
        }
        if (resumption != null && !opened) {
            kept = resumption.open(this, http.body().length);
        }
        if (kept == null) {
            requests.forEach(OpenRequest::gone);
        } else {
            // A client that has no event to resume from did not cancel either.
            unheard = !kept.leave(outlet);
        }
    }

    @Override
    public void expired() {
        run(() -> requests.forEach(OpenRequest::gone));
    }

    @Override
    public void run(Runnable action) {
        http.onLoop(action);
    }

    @Override
    public boolean pushes() {
        return accepts.events() && !finished && !unheard;
    }

    @Override
    public void push(byte[] message) {
        if (pushes()) {
            open();
            send(message, false);
        }
    }

    private void send(byte[] message, boolean answer) {
        if (kept != null) {
            kept.append(message, answer);
        } else if (stream != null) {
            stream.send(message);
        }
    }

    @Override
    public void answer(int status, byte[] response) {
        outstanding--;
        if (unheard) {
            endWhenDone();
        } else if (opened || !accepts.json()) {
            open();
            send(response, true);
            endWhenDone();
        } else if (batch == null) {
            finish();
            http.respond(forbidden ? 403 : status, HttpReplies.JSON, response);
        } else {
            batch.add(response);
            endWhenDone();
        }
    }

    @Override
    public void retryAfter(Duration wait) {
        if (plain() && !finished) {
            http.responseHeader(
                    "Retry-After",
                    Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
        }
    }

    @Override
    public void wantsScopes(Caller caller, List<String> scopes) {
        String challenge = plain() && !finished ? challenges.stepUp(http.path(), caller, scopes) : "";
        if (!challenge.isEmpty()) {
            http.responseHeader("WWW-Authenticate", challenge);
            forbidden = true;
        }
    }

    @Override
    public void whenNoRoom(byte[] response) {
        if (plain()) {
            http.whenNoRoom(200, response);
        }
    }

    /// Whether the next response is one JSON object.
    private boolean plain() {
        return !opened && !unheard && batch == null && accepts.json();
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
    void open() {
        if (opened || unheard) {
            return;
        }
        opened = true;
        stopTimer();
        kept = resumption == null ? null : resumption.open(this, http.body().length);
        if (kept == null) {
            stream = http.events();
        } else {
            outlet = new Outlet(http, () -> {});
            kept.begin(outlet);
        }
        if (batch != null) {
            batch.forEach(response -> send(response, true));
        }
    }

    private void endWhenDone() {
        if (outstanding > 0) {
            return;
        }
        finish();
        if (kept != null) {
            kept.finish();
        } else if (stream != null) {
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
