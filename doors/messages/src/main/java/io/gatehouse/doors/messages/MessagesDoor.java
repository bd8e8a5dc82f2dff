package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.RequestLogs;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.doors.messages.loop.Loop;
import io.gatehouse.doors.messages.loop.LoopParts;
import io.gatehouse.doors.messages.providers.Providers;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.doors.messages.translation.ResultSettings;
import io.gatehouse.doors.messages.translation.ResultStore;
import io.gatehouse.gateway.Keys;
import io.gatehouse.http.ByteBudget;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.server.RequestGuard;
import io.gatehouse.server.Work;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The way in for programs that speak Anthropic's Messages API: `/v1/…`, and `/api/hello`, by which Claude Code looks
/// whether somebody is there. Requests that name MCP servers are answered by the tool loop, all others are relayed to
/// the provider of their model.
public final class MessagesDoor implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(MessagesDoor.class.getName());
    /// What SDKs in pages read, named for browsers that do not know that `*` stands for all headers.
    private static final String EXPOSED =
            "request-id, retry-after, retry-after-ms, x-should-retry, WWW-Authenticate, *";
    /// Larger bodies are read on a thread of their own, so that the event loop goes on.
    private static final int LARGE = 32 << 10;

    private final Work work;
    private final Relay relay;
    private final ModelPages models;
    private final Loop loop;
    private final ByteBudget room;
    private final Supplier<RequestGuard> guard;
    private final Supplier<Keys> keys;
    private final Supplier<MessagesSettings> settings;
    private final RequestLogs logs;

    /// All suppliers are asked for each request, so that a changed configuration holds at once.
    ///
    /// @param providers of models
    /// @param sources finds the servers that requests name
    /// @param guard refuses requests of foreign pages
    /// @param keys of callers
    /// @param prices of models, for what is logged and for limits of cost
    /// @param observer is told of every request
    /// @param operators whether a request comes from somebody who runs the gateway, who is told which setting to
    ///     change
    /// @param work counts each request until it is answered
    public MessagesDoor(
            Supplier<Providers> providers,
            SourceFinder sources,
            Supplier<RequestGuard> guard,
            Supplier<Keys> keys,
            Supplier<MessagesSettings> settings,
            Supplier<Prices> prices,
            RequestObserver observer,
            Predicate<HttpExchange> operators,
            Work work) {
        this.work = work;
        this.relay = new Relay(providers, work);
        this.models = new ModelPages(providers, relay);
        this.guard = guard;
        this.keys = keys;
        this.settings = settings;
        this.room = new ByteBudget(() -> settings.get().relay().tokensAtOnce(), MemorySettings.DEFAULT.callerPercent());
        this.logs = new RequestLogs(observer, prices, operators);
        ResultSettings results = settings.get().results();
        this.loop = new Loop(
                new LoopParts(
                        () -> settings.get().loop(),
                        () -> settings.get().results(),
                        () -> settings.get().sources(),
                        providers,
                        sources,
                        new ResultStore(results.rememberedBytes(), results.rememberedFor()),
                        logs),
                work);
    }

    /// Whether a path belongs to this door.
    public static boolean serves(String path) {
        return ApiPath.served(path);
    }

    @Override
    public void handle(HttpExchange exchange) {
        String id = RequestId.next();
        if (!guard.get()
                .admits(
                        exchange,
                        EXPOSED,
                        reason -> new Reply(exchange, id, logs.begin(exchange, id, "", exchange.path()))
                                .error(ApiError.permission(reason)))) {
            return;
        }
        String path = ApiPath.understood(exchange.path());
        if (path.equals(ApiPath.HELLO)) {
            hello(exchange, id);
            return;
        }
        Keys known = keys.get();
        Caller caller = known.caller(exchange.header("authorization"), exchange.header("x-api-key"));
        RequestLog log = logs.begin(exchange, id, caller == null ? "" : caller.name(), path);
        Reply reply = new Reply(exchange, id, log);
        try {
            if (caller == null) {
                exchange.responseHeader("WWW-Authenticate", "Bearer");
                throw new ApiException(
                        ApiError.authentication(
                                "A key of this gateway is needed: send it as 'x-api-key: KEY' or 'Authorization: Bearer KEY'."));
            }
            if (work.refusing()) {
                exchange.responseHeader("Retry-After", String.valueOf(work.retryAfterSeconds()));
                throw new ApiException(ApiError.of(503, Work.REFUSAL));
            }
            checkBody(exchange);
            RequestHeaders headers = RequestHeaders.of(exchange, known::holds);
            Visit visit =
                    new Visit(reply, path, caller, headers, known.required() ? known.providerPaths(caller) : null);
            if (exchange.body().length > LARGE) {
                Thread.ofVirtual().name("messages").start(() -> guarded(visit));
            } else {
                route(visit);
            }
        } catch (ApiException refused) {
            reply.error(refused.error());
        }
    }

    @Override
    public void refuseBody(HttpExchange exchange, int status, String reason) {
        String id = RequestId.next();
        Caller caller = keys.get().caller(exchange.header("authorization"), exchange.header("x-api-key"));
        RequestLog log = logs.begin(exchange, id, caller == null ? "" : caller.name(), exchange.path());
        new Reply(exchange, id, log)
                .error(
                        switch (status) {
                            case 413 -> ApiError.tooLarge("Send less: " + reason + ".");
                            case 503 ->
                                ApiError.overloaded(
                                        "The gateway has no memory for this request now. Try again in a moment.");
                            case 408 -> new ApiError(status, "timeout_error", "Try again: " + reason + ".", null);
                            default -> new ApiError(status, "invalid_request_error", reason + ".", null);
                        });
    }

    private static void hello(HttpExchange exchange, String id) {
        exchange.responseHeader(Answers.REQUEST_ID, id);
        if (exchange.method().equals("HEAD") || exchange.method().equals("GET")) {
            exchange.respond(200);
        } else {
            Answers.wrongMethod(exchange, "HEAD, GET", id);
        }
    }

    private void checkBody(HttpExchange exchange) throws ApiException {
        int most = settings.get().relay().bodyBytes();
        if (exchange.body().length > most) {
            throw new ApiException(ApiError.tooLarge("The request body is " + exchange.body().length
                            + " bytes, more than the " + most + " that the gateway takes. Send less.")
                    .withRemedy("Raise messages.body-bytes if requests may be so large."));
        }
        String encoding = exchange.header("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(ApiError.invalid("content-encoding: send the request body without compression.")
                    .withCode("request_body_encoding_unsupported"));
        }
    }

    /// What the listener does for a handler on its event loop: an error that nobody foresaw becomes an answer.
    private void guarded(Visit visit) {
        try {
            route(visit);
        } catch (RuntimeException | Error failed) {
            LOG.log(System.Logger.Level.ERROR, "a request failed", failed);
            visit.reply().error(ApiError.api("Something went wrong in the gateway; its log says what."));
        }
    }

    private void route(Visit visit) {
        Reply reply = visit.reply();
        String path = visit.path();
        try {
            switch (path) {
                case ApiPath.MESSAGES, ApiPath.COUNT_TOKENS -> {
                    if (Answers.allowed(reply, Set.of("POST"))) {
                        message(visit);
                    }
                }
                case ApiPath.BATCHES -> batches(visit);
                default -> {
                    ApiPath.check(path);
                    OtherPaths.checkBody(visit.body());
                    if (!ApiPath.models(path)) {
                        others(visit);
                    } else if (Answers.allowed(reply, Set.of("GET", "HEAD"))) {
                        models.handle(visit);
                    }
                }
            }
        } catch (ApiException refused) {
            reply.error(refused.error());
        }
    }

    private void message(Visit visit) throws ApiException {
        HttpExchange exchange = visit.exchange();
        byte[] body = visit.body();
        RequestOutline outline = RequestOutline.read(body);
        if (!outline.mcp()) {
            relay.message(visit, outline);
            return;
        }
        if (outline.thread()) {
            throw new ApiException(ApiError.invalid("thread: not together with MCP servers; send all messages instead.")
                    .withCode("thread_unsupported_request"));
        }
        String id = visit.reply().id();
        Thread.ofVirtual().name("messages-loop").start(() -> {
            if (!room(visit.caller(), outline.tokens())) {
                exchange.responseHeader("retry-after", "1");
                visit.reply()
                        .error(ApiError.overloaded(
                                "The gateway works on as many requests with MCP servers as its memory"
                                        + " holds. Try again in a moment."));
                return;
            }
            try {
                if (visit.path().equals(ApiPath.MESSAGES)) {
                    loop.handle(exchange, visit.caller(), id, body, visit.headers());
                } else {
                    loop.countTokens(exchange, visit.caller(), id, body, visit.headers());
                }
            } finally {
                room.give(visit.caller().account(), outline.tokens());
            }
        });
    }

    /// The loop reads a body into memory, where it takes the more the more parts it has.
    private boolean room(Caller caller, long tokens) {
        try {
            return room.take(caller.account(), tokens, MemorySettings.DEFAULT.requestWait());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void batches(Visit visit) throws ApiException {
        byte[] body = visit.body();
        int at = body.length == 0 ? -1 : RequestOutline.firstWithMcp(body);
        if (at >= 0) {
            throw ApiException.invalid("requests[" + at + "].params.mcp_servers: batches cannot use MCP servers here,"
                    + " because their requests run at the provider; send such requests to /v1/messages.");
        }
        others(visit);
    }

    private void others(Visit visit) throws ApiException {
        if (!settings.get().relay().otherPaths()) {
            throw new ApiException(ApiError.notFound(visit.path() + " is not served here.")
                    .withRemedy("Turn on messages.other-paths to pass such paths on."));
        }
        relay.other(visit);
    }
}
