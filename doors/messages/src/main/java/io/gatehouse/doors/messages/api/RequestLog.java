package io.gatehouse.doors.messages.api;

import io.gatehouse.doors.messages.api.RequestEntry.ToolUse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Gathers what is told of one request, and tells it once. Any thread may use it.
public final class RequestLog {
    private final RequestObserver observer;
    private final Prices prices;
    private final BooleanSupplier operator;
    private final String caller;
    private final String path;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final List<String> servers = new ArrayList<>(0);
    private final List<ToolUse> tools = new ArrayList<>(0);
    private String id;
    private String model = "";
    private @Nullable String provider;
    private TokenUsage usage = TokenUsage.NONE;
    private @Nullable String remedy;
    private boolean ended;

    /// @param operator whether the client is told what operators can do
    /// @param id the `request-id` that the client is told
    /// @param path the path without its query
    RequestLog(
            RequestObserver observer, Prices prices, BooleanSupplier operator, String id, String caller, String path) {
        this.observer = observer;
        this.prices = prices;
        this.operator = operator;
        this.id = id;
        this.caller = caller;
        this.path = path;
    }

    /// The client is told another `request-id`, that of the provider.
    public synchronized void id(String other) {
        id = other;
    }

    /// Notes what operators can do about an error.
    ///
    /// @return the error as this client is told
    public ApiError shown(ApiError error) {
        if (error.remedy() == null) {
            return error;
        }
        synchronized (this) {
            remedy = error.remedy();
        }
        return operator.getAsBoolean()
                ? error.forOperators()
                : new ApiError(error.status(), error.type(), error.message(), error.code());
    }

    /// The model that the client named.
    public synchronized void model(String name) {
        model = name;
    }

    /// The provider that was asked last.
    public synchronized void provider(String name) {
        provider = name;
    }

    /// The request names this server.
    public synchronized void server(String name) {
        servers.add(name);
    }

    /// An MCP call has ended.
    ///
    /// @param outcome `ok`, `tool_error`, `failed`, `cancelled` or `refused`
    public synchronized void tool(String server, String tool, long durationNanos, String outcome) {
        tools.add(new ToolUse(server, tool, durationNanos, outcome));
    }

    /// A model call has used tokens; those of several calls are added.
    public synchronized void used(TokenUsage tokens) {
        usage = usage.plus(tokens);
    }

    /// The tokens of all model calls so far.
    public synchronized TokenUsage usage() {
        return usage;
    }

    /// What they cost so far; null when the model has no price.
    synchronized @Nullable BigDecimal cost() {
        return prices.cost(model, usage);
    }

    /// Tells of the request, unless it was told before.
    ///
    /// @param status of the answer, 0 when there was none
    public void end(int status, String ending) {
        RequestEntry entry = entry(status, ending);
        if (entry != null) {
            observer.ended(entry);
        }
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
                startedMillis,
                System.nanoTime() - startedNanos,
                id,
                caller,
                path,
                model,
                provider,
                status,
                servers,
                tools,
                usage,
                cost(),
                ending,
                remedy);
    }
}
