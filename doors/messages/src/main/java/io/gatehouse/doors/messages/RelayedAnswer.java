package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.HeaderLists;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.providers.Provider;
import io.gatehouse.doors.messages.providers.ProviderProblems;
import io.gatehouse.doors.messages.providers.RoutedCall;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.server.Work;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Hands a provider's answer to the client as it comes: small ones whole, streams and large ones piece by piece, no
/// faster than the client takes them.
final class RelayedAnswer implements ResponseHandler, Work.Task {
    private static final long SMALL = 1 << 20;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    /// Which pages may read the answer is the gateway's to say.
    private static final String CROSS_ORIGIN = "access-control-";
    /// What belongs to one connection (RFC 9110, section 7.6.1), is set anew, or is between provider and gateway.
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "alt-svc",
            "connection",
            "content-length",
            "content-type",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "set-cookie",
            "strict-transport-security",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Reply reply;
    private final HttpExchange exchange;
    private final Provider provider;
    private final Work work;
    private final UnaryOperator<byte[]> rewrite;
    private final UsageWatch watch = new UsageWatch();
    private volatile @Nullable ClientCall call;
    private @Nullable OutgoingBody outgoing;
    /// Until the body is there, another provider may still be asked.
    private Headers held = Headers.none();

    private boolean events;
    private boolean started;
    private boolean redirected;
    private volatile boolean over;
    private int status;
    private @Nullable String contentType;
    private String requestId;

    /// @param rewrite makes a whole body with status 200 what the client gets
    RelayedAnswer(Reply reply, Provider provider, UnaryOperator<byte[]> rewrite, Work work) {
        this.rewrite = rewrite;
        this.reply = reply;
        this.exchange = reply.exchange();
        this.provider = provider;
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
        contentType = headers.get("content-type");
        events = MediaTypes.isEventStream(contentType);
        if (!events && small(headers)) {
            held = headers;
            return BodyMode.WHOLE;
        }
        pass(headers);
        OutgoingBody body = exchange.stream(status, contentType == null ? "application/octet-stream" : contentType);
        outgoing = body;
        started = true;
        body.onDrained(this::drained);
        return BodyMode.PIECES;
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

    private void pass(Headers headers) {
        Set<String> named = HeaderLists.lowerCase(headers.all("connection"));
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals(Answers.REQUEST_ID)) {
                requestId = value;
            }
            if (!NOT_PASSED_ON.contains(lower) && !lower.startsWith(CROSS_ORIGIN) && !named.contains(lower)) {
                exchange.responseHeader(name, value);
            }
        });
        if (headers.get(Answers.REQUEST_ID) == null) {
            exchange.responseHeader(Answers.REQUEST_ID, requestId);
        } else {
            reply.log().id(requestId);
        }
    }

    private static boolean small(Headers headers) {
        String length = headers.get("content-length");
        try {
            return length == null ? json(headers) : Long.parseLong(length) <= SMALL;
        } catch (NumberFormatException notALength) {
            return json(headers);
        }
    }

    private static boolean json(Headers headers) {
        String type = headers.get("content-type");
        return type == null || type.toLowerCase(Locale.ROOT).startsWith(Answers.JSON);
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
            exchange.respond(status, contentType == null ? "application/octet-stream" : contentType, told(body));
        }
    }

    private byte[] told(byte[] body) {
        return status == OK ? rewrite.apply(body) : body;
    }

    @Override
    public void piece(byte[] bytes) {
        OutgoingBody body = outgoing;
        if (body == null) {
            return;
        }
        if (events) {
            watch.piece(bytes);
        }
        body.write(bytes);
        ClientCall current = call;
        if (!body.writable() && current != null) {
            current.pause();
            // It may have been drained in between, on a loop of its own.
            if (body.writable()) {
                current.resume();
            }
        }
    }

    private void drained() {
        ClientCall current = call;
        if (current != null) {
            current.resume();
        }
    }

    @Override
    public void end() {
        if (redirected) {
            over();
            answeredBy();
            reply.error(redirected());
            return;
        }
        OutgoingBody body = outgoing;
        ended();
        if (body != null) {
            body.end();
        }
    }

    private void ended() {
        over();
        answeredBy();
        reply.log().used(watch.usage());
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
        reply.log().used(watch.usage());
        OutgoingBody body = outgoing;
        if (!started || body == null) {
            reply.error(error);
        } else if (events) {
            ApiError shown = reply.log().shown(error);
            reply.log().end(status, error.type());
            body.write(lastEvent(shown));
            body.end();
        } else {
            reply.log().end(status, error.type());
            body.abort();
        }
    }

    /// An `error` event. What is left open before it is ended with it, so that every reader finds the error.
    private byte[] lastEvent(ApiError error) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(((watch.atLineStart() ? "" : "\n") + "event: error\ndata: ").getBytes(StandardCharsets.UTF_8));
        event.writeBytes(error.body(requestId));
        event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }
}
