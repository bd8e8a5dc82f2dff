package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.doors.messages.api.ModelSpending;
import io.gatehouse.doors.messages.api.NamedModels;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.api.RequestLogs;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.doors.messages.loop.EarlierResults;
import io.gatehouse.doors.messages.loop.Loop;
import io.gatehouse.doors.messages.loop.LoopParts;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.doors.messages.translation.ResultStore;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Way;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Providers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.RequestId;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way in for programs that speak Anthropic's Messages API: `/v1/…`, and `/api/hello`, by which Claude Code looks
/// whether somebody is there. Requests that name MCP servers are answered by the tool loop, all others are relayed to
/// the provider of their model.
public final class MessagesDoor implements Door {
    private static final System.Logger LOG = System.getLogger(MessagesDoor.class.getName());
    /// What SDKs in pages read, named for browsers that do not know that `*` stands for all headers.
    private static final String EXPOSED =
            "request-id, retry-after, retry-after-ms, x-should-retry, WWW-Authenticate, *";
    /// Larger bodies are read on a thread of their own, so that the event loop goes on.
    private static final int LARGE = 32 << 10;
    /// How much of results is remembered in the form that the model got, for all callers together.
    private static final int REMEMBERED_BYTES = 64 << 20;

    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

    private final InFlight work;
    private final Relay relay;
    private final ModelPages models;
    private final Loop loop;
    private final ByteBudget room;
    private final Predicate<String> isKey;
    private final Way<ModelAsk> asks;
    private final Supplier<MessagesSettings> settings;
    private final RequestLogs logs;
    private final KeptResults kept;

    /// All suppliers are asked for each request, so that a changed configuration holds at once.
    ///
    /// @param providers of models
    /// @param sources finds the servers that requests name
    /// @param guard decides which requests may go on, and how many
    /// @param isKey whether a text is a key of a caller; none is passed on to a provider
    /// @param prices of models, for what is logged and for limits of cost
    /// @param observer is told of every request
    /// @param work counts each request until it is answered
    /// @param replicas the other ones, which remember what this one does not; null when there are none
    public MessagesDoor(
            Supplier<Providers> providers,
            SourceFinder sources,
            Guard guard,
            Predicate<String> isKey,
            Supplier<MessagesSettings> settings,
            Supplier<Prices> prices,
            RequestObserver observer,
            InFlight work,
            @Nullable Replicas replicas) {
        this.work = work;
        ModelSpending spending = new ModelSpending(guard.quotas(), prices);
        this.relay = new Relay(providers, spending, work);
        this.models = new ModelPages(providers, relay);
        this.isKey = isKey;
        this.asks = Way.of(guard.decide(), guard.take(), ModelAsk::handle);
        this.settings = settings;
        this.room = new ByteBudget(() -> settings.get().relay().tokensAtOnce(), MemorySettings.DEFAULT.callerPercent());
        this.logs = new RequestLogs(observer, prices);
        ResultStore results = new ResultStore(REMEMBERED_BYTES, REMEMBERED_FOR);
        this.kept = new KeptResults(results);
        this.loop = new Loop(
                new LoopParts(
                        () -> settings.get().loop(),
                        () -> settings.get().resultBytes(),
                        () -> settings.get().sources(),
                        providers,
                        sources,
                        replicas == null
                                ? EarlierResults.alone(results)
                                : new EarlierResults(
                                        results,
                                        replicas.id(),
                                        (exchange, visitor) -> new FetchedResults(replicas, exchange, visitor)),
                        logs,
                        spending),
                work);
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        if (visitor.passed() && kept.answer(exchange, visitor.caller())) {
            return;
        }
        String path = ApiPath.understood(exchange.path());
        String id = RequestId.next();
        if (path.equals(ApiPath.HELLO)) {
            hello(exchange, id);
            return;
        }
        Reply reply = new Reply(exchange, id, logs.begin(id, path, visitor));
        try {
            if (work.refusing()) {
                exchange.responseHeader("Retry-After", String.valueOf(work.retryAfterSeconds()));
                throw new ApiException(ApiError.of(503, InFlight.REFUSAL));
            }
            checkBody(exchange);
            RequestHeaders headers = RequestHeaders.of(exchange, isKey);
            Visit visit = new Visit(reply, path, visitor, headers);
            if (exchange.body().length > LARGE) {
                Thread.ofVirtual().name("messages").start(() -> guarded(visit));
            } else {
                route(visit);
            }
        } catch (ApiException refused) {
            reply.error(refused.error());
        }
    }

    /// Answers a request that is not worked on. It is no line of its own in the log, because nobody needs a key to send
    /// many: [#tellsOfRequests()] is about those that are.
    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        String known = exchange.requestId();
        String id = known == null ? RequestId.next() : known;
        switch (refusal) {
            case Refusal.Foreign foreign -> refuse(exchange, id, ApiError.permission(foreign.reason()));
            case Refusal.Contradictory contradictory -> refuse(exchange, id, invalid(400, contradictory.reason()));
            case Refusal.Forbidden forbidden -> refuse(exchange, id, ApiError.permission(forbidden.reason()));
            case Refusal.Unauthenticated unknown -> refuse(exchange, id, ApiError.authentication(unknown.reason()));
            case Refusal.WrongMethod wrong -> refuse(exchange, id, invalid(405, wrong.reason()));
            case Refusal.Unavailable away -> refuse(exchange, id, ApiError.of(away.status(), away.reason()));
            case Refusal.Unread unread -> refuseBody(exchange, id, unread);
        }
    }

    private void refuseBody(HttpExchange exchange, String id, Refusal.Unread unread) {
        String reason = unread.reason();
        int status = unread.status();
        switch (status) {
            case 503 -> {
                new Reply(exchange, id, logs.begin(id, exchange.path(), unread.caller()))
                        .error(ApiError.overloaded(
                                "The gateway has no memory for this request now. Try again in a moment."));
            }
            case 413 -> refuse(exchange, id, ApiError.tooLarge(reason + " Send less."));
            case 408 -> refuse(exchange, id, new ApiError(status, "timeout_error", reason + " Try again.", null));
            case 415 -> refuse(exchange, id, invalid(status, reason).withCode("request_body_encoding_unsupported"));
            default -> refuse(exchange, id, invalid(status, reason));
        }
    }

    private static ApiError invalid(int status, String message) {
        return new ApiError(status, "invalid_request_error", message, null);
    }

    private static void refuse(HttpExchange exchange, String id, ApiError error) {
        exchange.requestId(id).reason(error.message());
        Answers.error(exchange, error, id);
    }

    @Override
    public String exposedHeaders() {
        return EXPOSED;
    }

    @Override
    public boolean tellsOfRequests() {
        return true;
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
    }

    /// What the listener does for a handler on its event loop: an error that nobody foresaw becomes an answer.
    private void guarded(Visit visit) {
        try {
            route(visit);
        } catch (RuntimeException | Error failed) {
            LOG.log(System.Logger.Level.ERROR, "a request failed", failed);
            visit.reply()
                    .error(ApiError.api("Something went wrong in the gateway.")
                            .withRemedy("The gateway's log says what."));
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
                        asks.enter(new ModelAsk(visit, () -> models.handle(visit)));
                    }
                }
            }
        } catch (ApiException refused) {
            reply.error(refused.error());
        }
    }

    private void message(Visit visit) throws ApiException {
        byte[] body = visit.json();
        RequestOutline outline = RequestOutline.read(body);
        asks.enter(
                new ModelAsk(visit, outline.model(), () -> NamedModels.in(body), () -> message(visit, outline, body)));
    }

    private void message(Visit visit, RequestOutline outline, byte[] body) throws ApiException {
        if (!outline.mcp()) {
            relay.message(visit, outline);
            return;
        }
        HttpExchange exchange = visit.exchange();
        if (outline.thread()) {
            throw new ApiException(
                    ApiError.invalid("thread: not supported together with MCP servers; send all messages instead.")
                            .withCode("thread_unsupported_request"));
        }
        Thread.ofVirtual().name("messages-loop").start(() -> {
            if (!room(visit.caller(), outline.tokens())) {
                exchange.responseHeader("retry-after", "1");
                visit.reply()
                        .error(ApiError.overloaded(
                                "The gateway has no memory for another request with MCP servers now. Try again in a"
                                        + " moment."));
                return;
            }
            try {
                if (visit.path().equals(ApiPath.MESSAGES)) {
                    loop.handle(visit.reply(), visit.visitor(), body, visit.headers());
                } else {
                    loop.countTokens(visit.reply(), visit.visitor(), body, visit.headers());
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
            throw ApiException.invalid("requests[" + at + "].params.mcp_servers: batches cannot use MCP servers,"
                    + " because their requests run at the provider. Send such requests to /v1/messages.");
        }
        others(visit);
    }

    private void others(Visit visit) throws ApiException {
        if (!settings.get().relay().otherPaths()) {
            throw new ApiException(
                    ApiError.notFound(visit.path() + " is not served here." + ApiPath.suggestion(visit.path()))
                            .withRemedy("Turn on messages.other-paths to pass such paths on."));
        }
        asks.enter(new ModelAsk(visit, () -> relay.other(visit)));
    }
}
