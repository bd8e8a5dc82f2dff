package io.gatehouse.app.observe;

import io.gatehouse.doors.messages.api.ModelNames;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.models.RetryObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts requests to models as they end. How many series there are depends on the configuration alone, whatever
/// callers and providers send.
public final class ModelMeters implements RequestObserver, RetryObserver {
    /// As OpenTelemetry advises for `gen_ai.client.operation.duration`, and further, for loops with tools.
    private static final Duration[] DURATIONS = millis(
            10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920, 163_840, 327_680,
            655_360);
    /// As OpenTelemetry advises for `gen_ai.server.time_to_first_token`, and further, for requests that wait for tools.
    private static final Duration[] FIRST_TOKENS =
            millis(1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000, 30_000, 60_000);
    private static final double[] ITERATIONS = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89};

    private static final Set<Integer> STATUSES =
            Set.of(200, 400, 401, 402, 403, 404, 405, 408, 413, 429, 500, 502, 503, 504, 529);
    private static final Set<String> ERRORS = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error",
            "client_closed");
    private static final String PROVIDER = "provider";

    private final MeterRegistry registry;
    private final ModelNames models;
    private final CallerNames callers;
    private final Map<String, AtomicInteger> inProgress = new ConcurrentHashMap<>();

    /// @param models under which names models are counted
    public ModelMeters(MeterRegistry registry, ModelNames models, CallerNames callers) {
        this.registry = registry;
        this.models = models;
        this.callers = callers;
    }

    private static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    @Override
    public void ended(RequestEntry request) {
        String provider = request.provider() == null ? "" : request.provider();
        String model = models.of(request.model());
        Tags tags = Tags.of(PROVIDER, provider, "model", model);
        Tags work = tags.and("operation", operation(request.path()));
        Tags caller = Tags.of("caller", callers.of(request.caller()));
        count(
                "gatehouse.model.requests",
                "Requests to the Messages API that have ended, by HTTP status and type of error",
                work.and("status", status(request.status()), "error_type", errorType(request)),
                1);
        count("gatehouse.caller.model.requests", "Requests to the Messages API that have ended, by caller", caller, 1);
        if (provider.isEmpty()) {
            return;
        }
        time(
                "gatehouse.model.request.duration",
                "How long requests to the Messages API took",
                work,
                DURATIONS,
                request.times().durationNanos());
        if (!model.isEmpty()) {
            answered(request, tags, caller);
        }
    }

    private void answered(RequestEntry request, Tags tags, Tags caller) {
        tokens(
                "gatehouse.model.tokens",
                "Tokens that models used; those written to and read from a cache are not in the input",
                tags,
                request.usage());
        tokens("gatehouse.caller.model.tokens", "Tokens that callers used", caller, request.usage());
        if (request.cost() != null && request.cost().signum() > 0) {
            double cost = request.cost().doubleValue();
            count(
                    "gatehouse.model.cost",
                    "What the tokens cost by models.prices, in the currency of that table",
                    tags,
                    cost);
            count("gatehouse.caller.model.cost", "What the tokens of callers cost by models.prices", caller, cost);
        }
        if (request.times().firstTokenNanos() > 0) {
            time(
                    "gatehouse.model.time.to.first.token",
                    "How long requests waited for the first part of a streamed answer",
                    tags,
                    FIRST_TOKENS,
                    request.times().firstTokenNanos());
        }
        if (request.loop().iterations() > 0) {
            DistributionSummary.builder("gatehouse.model.loop.iterations")
                    .description("How often the model was asked in a request with MCP servers")
                    .tags(tags)
                    .serviceLevelObjectives(ITERATIONS)
                    .register(registry)
                    .record(request.loop().iterations());
        }
    }

    private void tokens(String name, String description, Tags tags, TokenUsage usage) {
        count(name, description, tags.and("type", "input"), usage.input());
        count(name, description, tags.and("type", "output"), usage.output());
        count(name, description, tags.and("type", "cache_creation"), usage.cacheCreation());
        count(name, description, tags.and("type", "cache_read"), usage.cacheRead());
    }

    private void count(String name, String description, Tags tags, double more) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment(more);
    }

    private void time(String name, String description, Tags tags, Duration[] bounds, long nanos) {
        Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(bounds)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String operation(String path) {
        if (path.endsWith("/messages")) {
            return "messages";
        }
        if (path.endsWith("/count_tokens")) {
            return "count_tokens";
        }
        return path.endsWith("/v1/models") || path.contains("/v1/models/") ? "models" : "other";
    }

    private static String status(int status) {
        if (STATUSES.contains(status)) {
            return Integer.toString(status);
        }
        return status >= 100 && status < 600 ? status / 100 + "xx" : "none";
    }

    private static String errorType(RequestEntry request) {
        if (ERRORS.contains(request.ending())) {
            return request.ending();
        }
        return request.end().error() ? ModelNames.OTHER : "";
    }

    @Override
    public void asked(String provider) {
        inProgress.computeIfAbsent(provider, this::gauge).incrementAndGet();
    }

    @Override
    public void left(String provider) {
        inProgress.computeIfAbsent(provider, this::gauge).decrementAndGet();
    }

    private AtomicInteger gauge(String provider) {
        AtomicInteger requests = new AtomicInteger();
        MetricsText.gauge(
                registry,
                "gatehouse.model.requests.in.progress",
                "Requests to the Messages API that are being answered, by the provider that was asked first",
                Tags.of(PROVIDER, provider),
                requests::get);
        return requests;
    }

    @Override
    public void retried(String provider) {
        count("gatehouse.model.retries", "Times that a provider was asked again", Tags.of(PROVIDER, provider), 1);
    }

    @Override
    public void failedOver(String provider) {
        count(
                "gatehouse.model.failovers",
                "Times that a request went on from this provider to the next",
                Tags.of(PROVIDER, provider),
                1);
    }
}
