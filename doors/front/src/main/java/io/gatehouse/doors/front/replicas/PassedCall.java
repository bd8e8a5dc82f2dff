package io.gatehouse.doors.front.replicas;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request that another replica answers. What it sends goes on to the client as it comes.
final class PassedCall implements ResponseHandler {
    /// Headers of the answer that are the other replica's to set.
    private static final List<String> GIVEN_ON =
            List.of("Mcp-Session-Id", "WWW-Authenticate", "Retry-After", "Allow", "Request-Id");
    private static final String EVENTS = "text/event-stream";

    private final HttpExchange http;
    private final Neighbour to;
    private final Function<@Nullable String, @Nullable Told> proof;
    private final Unpassed unpassed;
    private final Consumer<PassedCall> ended;
    private @Nullable ClientCall call;
    private @Nullable EventStream stream;
    private int status;
    private String type = "";
    /// Of an answer that goes to the client only when it is complete.
    private Headers given = Headers.none();
    private boolean over;
    /// The client was told that no answer comes; only its event loop knows.
    private boolean told;

    /// @param proof opens what shows that the right replica answered
    /// @param ended told once when it is over
    PassedCall(
            HttpExchange http,
            Neighbour to,
            Function<@Nullable String, @Nullable Told> proof,
            Unpassed unpassed,
            Consumer<PassedCall> ended) {
        this.http = http;
        this.to = to;
        this.proof = proof;
        this.unpassed = unpassed;
        this.ended = ended;
    }

    Neighbour to() {
        return to;
    }

    /// Takes the call that brings the answer.
    void sent(ClientCall running) {
        boolean late;
        synchronized (this) {
            call = running;
            late = over;
        }
        if (late) {
            running.cancel();
        }
        http.onClosed(() -> {
            if (finish()) {
                running.cancel();
                unpassed.over();
            }
        });
    }

    /// The other replica is gone, or this one stops: the client hears of it now.
    void giveUp() {
        if (finish()) {
            cancel();
            tell();
        }
    }

    private void cancel() {
        ClientCall running;
        synchronized (this) {
            running = call;
        }
        if (running != null) {
            running.cancel();
        }
    }

    private boolean finish() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        ended.accept(this);
        return true;
    }

    private void tell() {
        http.onLoop(() -> {
            told = true;
            EventStream open = stream;
            if (http.closed()) {
                unpassed.over();
            } else if (open != null) {
                unpassed.broken(open);
            } else {
                unpassed.lost();
            }
        });
    }

    @Override
    public BodyMode head(int code, Headers headers) {
        Told shown = proof.apply(headers.get(ReplicaSeals.HEADER));
        if (shown == null || shown.replica() != to.id().value()) {
            refused(shown == null ? unpassed::lost : unpassed::unsent);
            return BodyMode.DISCARD;
        }
        if (code == 503 && shown.stopping()) {
            refused(unpassed::stopping);
            return BodyMode.DISCARD;
        }
        String content = headers.get("Content-Type");
        status = code;
        type = content == null ? "" : content;
        synchronized (this) {
            if (over) {
                return BodyMode.DISCARD;
            }
        }
        boolean events = code == 200 && type.startsWith(EVENTS);
        if (!events) {
            given = headers;
            return BodyMode.WHOLE;
        }
        http.onLoop(() -> {
            if (!told && !http.closed()) {
                giveOn(headers);
                stream = http.events();
            }
        });
        return BodyMode.EVENTS;
    }

    private void giveOn(Headers headers) {
        for (String name : GIVEN_ON) {
            headers.all(name).forEach(value -> http.responseHeader(name, value));
        }
    }

    private void refused(Runnable action) {
        if (finish()) {
            http.onLoop(() -> {
                if (http.closed()) {
                    unpassed.over();
                } else {
                    action.run();
                }
            });
        }
    }

    @Override
    public void event(ServerSentEvent event) {
        http.onLoop(() -> {
            EventStream open = stream;
            if (open == null) {
                return;
            }
            Long retry = event.retryMillis();
            if (retry != null) {
                open.retry(retry);
            }
            if (event.id() != null || event.data().length > 0) {
                open.send(event.event(), event.id(), event.data());
            }
        });
    }

    @Override
    public void whole(byte[] body) {
        if (finish()) {
            http.onLoop(() -> {
                giveOn(given);
                if (body.length == 0) {
                    http.respond(status);
                } else {
                    http.respond(status, type, body);
                }
                unpassed.over();
            });
        }
    }

    @Override
    public void end() {
        if (finish()) {
            http.onLoop(() -> {
                EventStream open = stream;
                if (open != null) {
                    open.end();
                }
                unpassed.over();
            });
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        if (!finish()) {
            return;
        }
        if (!failure.sent()) {
            http.onLoop(unpassed::unsent);
        } else {
            tell();
        }
    }
}
