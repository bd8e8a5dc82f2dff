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
import java.util.function.Function;

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
    private final Map<Outcome, Counter> outcomes = new ConcurrentHashMap<>();
    private final Map<Work, Timer> durations = new ConcurrentHashMap<>();
    private final Map<Author, AuthorMeters> byAuthor = new ConcurrentHashMap<>();
    private final Map<String, CallerMeters> byCaller = new ConcurrentHashMap<>();
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

    /// Which requests are counted together.
    private record Work(String provider, String model, String operation) {}

    /// How they ended.
    private record Outcome(Work work, String status, String errorType) {}

    /// Who wrote an answer.
    private record Author(String provider, String model) {}

    @Override
    public void ended(RequestEntry request) {
        String provider = request.provider() == null ? "" : request.provider();
        String model = models.of(request.model());
        Work work = new Work(provider, model, operation(request.path()));
        kept(outcomes, new Outcome(work, status(request.status()), errorType(request)), this::counter)
                .increment();
        CallerMeters caller = kept(byCaller, callers.of(request.caller()), CallerMeters::new);
        caller.requests.increment();
        if (provider.isEmpty()) {
            return;
        }
        kept(durations, work, this::timer).record(request.times().durationNanos(), TimeUnit.NANOSECONDS);
        if (!model.isEmpty()) {
            kept(byAuthor, new Author(provider, model), AuthorMeters::new).add(request);
            caller.usage.add(request);
        }
    }

    /// What is kept under a key, or made for it. Most requests find it without a lock.
    private static <K, V> V kept(Map<K, V> meters, K key, Function<K, V> made) {
        V known = meters.get(key);
        return known == null ? meters.computeIfAbsent(key, made) : known;
    }

    private Counter counter(Outcome outcome) {
        return counter(
                "gatehouse.model.requests",
                "Requests to the Messages API that have ended, by HTTP status and type of error",
                tags(outcome.work).and("status", outcome.status, "error_type", outcome.errorType));
    }

    private Timer timer(Work work) {
        return timer(
                "gatehouse.model.request.duration",
                "How long requests to the Messages API took",
                tags(work),
                DURATIONS);
    }

    private static Tags tags(Work work) {
        return Tags.of(PROVIDER, work.provider, "model", work.model, "operation", work.operation);
    }

    /// The requests of one caller.
    private final class CallerMeters {
        private final Counter requests;
        private final UsageMeters usage;

        CallerMeters(String caller) {
            Tags tags = Tags.of("caller", caller);
            requests = counter(
                    "gatehouse.caller.model.requests", "Requests to the Messages API that have ended, by caller", tags);
            usage = new UsageMeters(
                    "gatehouse.caller.model.",
                    "Tokens that callers used",
                    "What the tokens of callers cost by models.prices",
                    tags);
        }
    }

    /// The answers of one model of one provider.
    private final class AuthorMeters {
        private final UsageMeters usage;
        private final Tags tags;

        AuthorMeters(Author author) {
            tags = Tags.of(PROVIDER, author.provider, "model", author.model);
            usage = new UsageMeters(
                    "gatehouse.model.",
                    "Tokens that models used; those written to and read from a cache are not in the input",
                    "What the tokens cost by models.prices, in the currency of that table",
                    tags);
        }

        void add(RequestEntry request) {
            usage.add(request);
            if (request.times().firstTokenNanos() > 0) {
                timer(
                                "gatehouse.model.time.to.first.token",
                                "How long requests waited for the first part of a streamed answer",
                                tags,
                                FIRST_TOKENS)
                        .record(request.times().firstTokenNanos(), TimeUnit.NANOSECONDS);
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
    }

    /// The tokens that somebody used, and what they cost where models have a price.
    private final class UsageMeters {
        private final String prefix;
        private final String costs;
        private final Tags tags;
        private final Counter input;
        private final Counter output;
        private final Counter cacheCreation;
        private final Counter cacheRead;

        UsageMeters(String prefix, String description, String costs, Tags tags) {
            this.prefix = prefix;
            this.costs = costs;
            this.tags = tags;
            String tokens = prefix + "tokens";
            input = counter(tokens, description, tags.and("type", "input"));
            output = counter(tokens, description, tags.and("type", "output"));
            cacheCreation = counter(tokens, description, tags.and("type", "cache_creation"));
            cacheRead = counter(tokens, description, tags.and("type", "cache_read"));
        }

        void add(RequestEntry request) {
            TokenUsage usage = request.usage();
            input.increment(usage.input());
            output.increment(usage.output());
            cacheCreation.increment(usage.cacheCreation());
            cacheRead.increment(usage.cacheRead());
            if (request.cost() != null && request.cost().signum() > 0) {
                counter(prefix + "cost", costs, tags).increment(request.cost().doubleValue());
            }
        }
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Timer timer(String name, String description, Tags tags, Duration[] bounds) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(bounds)
                .register(registry);
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
        kept(inProgress, provider, this::gauge).incrementAndGet();
    }

    @Override
    public void left(String provider) {
        kept(inProgress, provider, this::gauge).decrementAndGet();
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
        counter("gatehouse.model.retries", "Retries of requests to a provider", Tags.of(PROVIDER, provider))
                .increment();
    }

    @Override
    public void failedOver(String provider) {
        counter(
                        "gatehouse.model.failovers",
                        "Requests that failed over from this provider to the next",
                        Tags.of(PROVIDER, provider))
                .increment();
    }
}
