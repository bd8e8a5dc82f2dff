package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.Spend;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import io.gatehouse.models.GivenId;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderProblems;
import io.gatehouse.models.RoutedCall;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Hands a provider's answer to the client as it comes: small ones whole, streams and large ones piece by piece, no
/// faster than the client takes them.
final class RelayedAnswer implements ErrorHandler, InFlight.Task {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Reply reply;
    private final HttpExchange exchange;
    private final Provider provider;
    private final Spend spend;
    private final InFlight work;
    private final UnaryOperator<byte[]> rewrite;
    private final UsageWatch watch = new UsageWatch();
    private volatile @Nullable ClientCall call;
    private @Nullable RelayedBody outgoing;
    /// Until the body is there, another provider may still be asked.
    private RelayedHeaders held = new RelayedHeaders(Headers.none());

    private boolean events;
    private boolean redirected;
    private volatile boolean over;
    private int status;
    private @Nullable String contentType;
    private String requestId;

    /// @param spend hears what the answer used
    /// @param rewrite makes a whole body with status 200 what the client gets
    RelayedAnswer(Reply reply, Provider provider, Spend spend, UnaryOperator<byte[]> rewrite, InFlight work) {
        this.rewrite = rewrite;
        this.reply = reply;
        this.exchange = reply.exchange();
        this.provider = provider;
        this.spend = spend;
        this.work = work;
        this.requestId = reply.id();
        reply.log().provider(provider.name());
    }

    /// The request is on its way; it counts as running until it has ended.
    void asked(ClientCall sent) {
        call = sent;
        work.enter(this);
        if (over) {
            work.leave(this);
        }
    }

    /// The gateway stops: the client is told so at once.
    @Override
    public void stop() {
        ClientCall current = call;
        if (current != null) {
            current.cancel();
        }
        exchange.onLoop(() -> {
            if (!over) {
                answeredBy();
                fail(ApiError.overloaded("The gateway stopped before this request was answered."));
            }
        });
    }

    /// The client has gone away; the call is called off.
    void clientGone() {
        over();
        spend.cut(watch.soFar());
        answeredBy();
        reply.log().used(watch.usage());
        reply.log().end(status, "client_closed");
    }

    @Override
    public BodyMode head(int answered, Headers headers) {
        status = answered;
        if (redirect(answered)) {
            redirected = true;
            return BodyMode.DISCARD;
        }
        RelayedHeaders received = new RelayedHeaders(headers);
        contentType = received.contentType();
        events = MediaTypes.isEventStream(contentType);
        if (!events && received.small()) {
            held = received;
            return BodyMode.WHOLE;
        }
        pass(received);
        outgoing =
                new RelayedBody(exchange.stream(status, contentType == null ? UNKNOWN_TYPE : contentType), () -> call);
        return BodyMode.PIECES;
    }

    @Override
    public void error(ApiError error, Headers headers) {
        if (over) {
            return;
        }
        pass(new RelayedHeaders(headers));
        over();
        spend.failed(TokenUsage.NONE);
        answeredBy();
        ApiError shown = reply.log().shown(error);
        reply.log().end(error.status(), error.type());
        exchange.respond(error.status(), Answers.JSON, shown.body(requestId));
    }

    @Override
    public void broken(ApiError error) {
        if (!over) {
            answeredBy();
            fail(error);
        }
    }

    /// Whoever follows one would send the body, and perhaps keys, to somebody that nobody has chosen.
    private static boolean redirect(int status) {
        return status >= 300 && status < 400 && status != NOT_MODIFIED;
    }

    private ApiError redirected() {
        return new ApiError(
                        502,
                        "api_error",
                        "The provider " + provider() + " answered with a redirect (" + status
                                + "), which is not followed.",
                        null)
                .withRemedy("Write the final address into its url under models.providers.");
    }

    private void pass(RelayedHeaders headers) {
        String given = GivenId.of(headers.all());
        if (given != null) {
            requestId = given;
            reply.log().id(given);
        }
        exchange.responseHeader(Answers.REQUEST_ID, requestId);
        headers.pass(exchange);
    }

    @Override
    public void whole(byte[] body) {
        pass(held);
        if (!exchange.method().equals("GET")) {
            watch.whole(body);
        }
        ended();
        if (contentType == null && body.length == 0) {
            exchange.respond(status);
        } else {
            if (body.length > BodyMemory.SMALL) {
                ApiError dropped = ApiError.overloaded(
                        "The gateway has no memory for the provider's answer now. Try again in a moment.");
                exchange.whenNoRoom(dropped.status(), dropped.body(requestId), new Header("Retry-After", "1"));
            }
            exchange.respond(status, contentType == null ? UNKNOWN_TYPE : contentType, told(body));
        }
    }

    private byte[] told(byte[] body) {
        return status == OK ? rewrite.apply(body) : body;
    }

    @Override
    public void piece(byte[] bytes) {
        RelayedBody body = outgoing;
        if (body == null) {
            return;
        }
        if (events) {
            boolean before = watch.writing();
            watch.piece(bytes);
            if (!before && watch.writing()) {
                reply.log().token();
            }
        }
        body.piece(bytes);
    }

    @Override
    public void end() {
        if (redirected) {
            over();
            spend.failed(TokenUsage.NONE);
            answeredBy();
            reply.error(redirected());
            return;
        }
        if (events && watch.unfinished()) {
            broken(ProviderProblems.unfinished(provider()));
            return;
        }
        RelayedBody body = outgoing;
        ended();
        if (body != null) {
            body.end();
        }
    }

    private void ended() {
        over();
        answeredBy();
        reply.log().used(watch.usage());
        if (status < 400) {
            spend.used(watch.usage());
        } else {
            spend.failed(watch.usage());
        }
        String ending = watch.ending();
        reply.log().end(status, ending == null ? status < 400 ? "ok" : "error" : ending);
    }

    private void answeredBy() {
        reply.log().provider(provider());
    }

    private String provider() {
        return call instanceof RoutedCall routed ? routed.provider() : provider.name();
    }

    @Override
    public void failed(HttpFailure failure) {
        if (!over) {
            answeredBy();
            fail(redirected ? redirected() : ProviderProblems.of(provider(), failure));
        }
    }

    private void over() {
        over = true;
        work.leave(this);
    }

    private void fail(ApiError error) {
        over();
        spend.failed(watch.soFar());
        reply.log().used(watch.usage());
        RelayedBody body = outgoing;
        if (body == null) {
            reply.error(error);
        } else if (events) {
            ApiError shown = reply.log().shown(error);
            reply.log().end(status, error.type());
            body.endWith(shown, requestId, watch.atLineStart());
        } else {
            reply.log().end(status, error.type());
            body.abort();
        }
    }
}
