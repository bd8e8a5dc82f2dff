package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.models.ApiError;
import java.util.List;
import java.util.stream.Collectors;

/// The way back to the client of one request with MCP. Used by one thread at a time.
final class LoopReply {
    private static final System.Logger LOG = System.getLogger(LoopReply.class.getName());
    private static final String SHOULD_RETRY = "x-should-retry";
    private static final String LEFT_OUT = "gatehouse-left-out";

    private final HttpExchange exchange;
    private final String requestId;
    private final RequestLog log;
    private String leftOut = "";

    LoopReply(HttpExchange exchange, String requestId, RequestLog log) {
        this.exchange = exchange;
        this.requestId = requestId;
        this.log = log;
    }

    private void head(List<Header> headers, String id) {
        exchange.responseHeader(Answers.REQUEST_ID, id);
        headers.forEach(header -> exchange.responseHeader(header.name(), header.value()));
        if (!leftOut.isEmpty()) {
            exchange.responseHeader(LEFT_OUT, leftOut);
        }
    }

    /// The client is told which servers' tools its request went without.
    void leftOut(List<LeftOut> servers) {
        leftOut = servers.stream()
                .flatMap(each -> each.servers().stream())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /// What the client is told in the header `request-id`, unless a provider has given an id to the error.
    String requestId() {
        return requestId;
    }

    /// An error as the client is told.
    ApiError shown(ApiError error) {
        return log.shown(error);
    }

    /// A part of what the model writes has come.
    void token() {
        log.token();
    }

    /// Begins an answer that is a stream of events.
    ///
    /// @param headers of the provider that go on to the client
    OutgoingBody events(List<Header> headers) {
        head(headers, requestId);
        exchange.responseHeader("cache-control", "no-cache").responseHeader("x-accel-buffering", "no");
        return exchange.stream(200, "text/event-stream; charset=utf-8");
    }

    /// Answers with a whole body.
    ///
    /// @param headers of the provider that go on to the client
    void json(List<Header> headers, byte[] body) {
        head(headers, requestId);
        if (body.length > BodyMemory.SMALL) {
            ApiError dropped =
                    ApiError.overloaded("The request was answered, and its tools have run, but the gateway has"
                            + " no memory for the answer now.");
            exchange.whenNoRoom(dropped.status(), dropped.body(requestId), new Header(SHOULD_RETRY, "false"));
        }
        exchange.respond(200, Answers.JSON, body);
    }

    /// Answers with an error of the gateway's own, before anything was done.
    void refuse(ApiError error) {
        head(List.of(), requestId);
        ApiError shown = log.refused(error);
        log.end(error.status(), error.type());
        exchange.respond(error.status(), Answers.JSON, shown.body(requestId));
    }

    /// Answers with an error: in the provider's own words if it gave any.
    ///
    /// @param effects whether a tool has run that may have changed something, so that clients must not try again by
    ///     themselves
    void fail(ModelFailure failure, boolean effects) {
        String given = failure.requestId();
        String id = given == null ? requestId : given;
        if (given != null) {
            log.id(given);
        }
        head(
                failure.headers().stream()
                        .filter(header -> !effects || !header.name().equals(SHOULD_RETRY))
                        .toList(),
                id);
        if (effects) {
            exchange.responseHeader(SHOULD_RETRY, "false");
        }
        ApiError error = shown(failure.error());
        byte[] body = failure.body();
        log.end(error.status(), error.type());
        exchange.respond(error.status(), Answers.JSON, body == null ? error.body(id) : body);
    }

    /// What the client is told of an error that nobody foresaw, which is in the log.
    ModelFailure unexpected(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the request " + requestId + " failed", failure);
        return ModelFailure.of(
                ApiError.api("Something went wrong in the gateway.").withRemedy("The gateway's log says what."));
    }
}
