package io.gatehouse.doors.messages.api;

import io.gatehouse.doors.messages.api.RequestEntry.End;
import io.gatehouse.doors.messages.api.RequestEntry.LoopWork;
import io.gatehouse.doors.messages.api.RequestEntry.Times;
import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.models.ApiError;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ShortText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Gathers what is told of one request, and tells it once. Any thread may use it.
public final class RequestLog {
    private static final int LONGEST_PROBLEM = 500;

    private final RequestObserver observer;
    private final Prices prices;
    private final BooleanSupplier operator;
    private final Caller caller;
    private final String path;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final List<String> servers = new ArrayList<>(0);
    private final List<ToolUse> tools = new ArrayList<>(0);
    private String id;
    private String model = "";
    private @Nullable String provider;
    private TokenUsage usage = TokenUsage.NONE;
    private TokenUsage counted = TokenUsage.NONE;
    private @Nullable String problem;
    private @Nullable String remedy;
    private long firstTokenNanos;
    private int iterations;
    private boolean ended;
    private Runnable afterwards = () -> {};

    /// @param operator whether the client is told what operators can do
    /// @param id the `request-id` that the client is told
    /// @param path the path without its query
    RequestLog(
            RequestObserver observer, Prices prices, BooleanSupplier operator, String id, Caller caller, String path) {
        this.observer = observer;
        this.prices = prices;
        this.operator = operator;
        this.id = id;
        this.caller = caller;
        this.path = path;
    }

    /// Runs an action once the request has ended, however it ends.
    public synchronized void onEnd(Runnable action) {
        afterwards = action;
    }

    /// The request has ended, and its client is told next. Whoever waits for its end need not wait for that.
    public void over() {
        last().run();
    }

    /// The client is told another `request-id`, that of the provider.
    public synchronized void id(String other) {
        id = other;
    }

    /// Notes what operators are told of an error.
    ///
    /// @return the error as this client is told
    public ApiError shown(ApiError error) {
        if (error.problem() == null && error.remedy() == null) {
            return error;
        }
        noted(error);
        return operator.getAsBoolean() ? error.forOperators() : error.forCallers();
    }

    /// Notes why the gateway itself does not answer a request, in the words for its client unless operators are told
    /// more.
    ///
    /// @param error not one of a provider, which may repeat what was said
    /// @return the error as this client is told
    public ApiError refused(ApiError error) {
        ApiError shown = shown(error);
        synchronized (this) {
            problem = error.problem() == null ? ShortText.of(error.message(), LONGEST_PROBLEM) : error.problem();
        }
        return shown;
    }

    private synchronized void noted(ApiError error) {
        problem = error.problem();
        remedy = error.remedy();
    }

    /// The model that the client named.
    public synchronized void model(String name) {
        model = name;
    }

    /// The provider that was asked last.
    public void provider(String name) {
        String before;
        synchronized (this) {
            before = provider;
            if (ended || name.equals(before)) {
                return;
            }
            provider = name;
        }
        observer.asked(name);
        if (before != null) {
            observer.left(before);
        }
    }

    /// A part of a streamed answer has come.
    public synchronized void token() {
        if (firstTokenNanos == 0) {
            firstTokenNanos = System.nanoTime() - startedNanos;
        }
    }

    /// The loop asks the model once more.
    public synchronized void iteration() {
        iterations++;
    }

    /// The request names this server.
    public synchronized void server(String name) {
        servers.add(name);
    }

    /// An MCP call has ended.
    ///
    /// @param outcome as in the record of the call itself
    public synchronized void tool(String server, String tool, long durationNanos, CallOutcome outcome) {
        tools.add(new ToolUse(server, tool, durationNanos, outcome));
    }

    /// A model call has used tokens; those of several calls are added.
    public synchronized void used(TokenUsage tokens) {
        usage = usage.plus(tokens);
        counted = counted.plus(CountedTokens.of(tokens, String.valueOf(provider)));
    }

    /// The tokens of all model calls so far, as providers tell them: limits hold for any number.
    public synchronized TokenUsage usage() {
        return usage;
    }

    /// Tells of the request, unless it was told before.
    ///
    /// @param status of the answer, 0 when there was none
    public void end(int status, String ending) {
        RequestEntry entry = entry(status, ending);
        if (entry == null) {
            return;
        }
        over();
        if (entry.provider() != null) {
            observer.left(entry.provider());
        }
        observer.ended(entry);
    }

    private synchronized Runnable last() {
        Runnable action = afterwards;
        afterwards = () -> {};
        return action;
    }

    /// How long the request has taken so far, in milliseconds.
    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    private synchronized @Nullable RequestEntry entry(int status, String ending) {
        if (ended) {
            return null;
        }
        ended = true;
        return new RequestEntry(
                new Times(startedMillis, System.nanoTime() - startedNanos, firstTokenNanos),
                id,
                caller.name(),
                caller.address(),
                path,
                model,
                provider,
                new LoopWork(servers, tools, iterations),
                counted,
                prices.cost(model, counted),
                new End(status, ending, problem, remedy));
    }
}
