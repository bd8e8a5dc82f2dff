package io.gatehouse.doors.messages.api;

import io.gatehouse.doors.messages.api.RequestEntry.Times;
import io.gatehouse.gateway.record.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// Counts requests to models as they end. Counters only grow, but those of requests in progress; whoever shows them
/// reads them when asked. How many there are depends on the configuration alone, whatever callers and providers send.
public final class RequestMetrics implements RequestObserver {
    /// As OpenTelemetry advises for `gen_ai.client.operation.duration`, and further, for loops with tools.
    private static final double[] SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36
    };
    /// As OpenTelemetry advises for `gen_ai.server.time_to_first_token`, and further, for requests that wait for tools.
    private static final double[] FIRST_TOKEN_SECONDS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60
    };
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
            "overloaded_error");
    private static final String CLIENT_CLOSED = "client_closed";

    private final ModelNames names;
    private final Map<Outcome, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<Work, Histogram> durations = new ConcurrentHashMap<>();
    private final Map<Model, Answers> answers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> inProgress = new ConcurrentHashMap<>();

    /// @param names under which models are counted
    public RequestMetrics(ModelNames names) {
        this.names = names;
    }

    /// Whom a model was asked of.
    ///
    /// @param provider in the configuration, empty where none was asked
    /// @param name of the model or pattern in the configuration, `other`, or empty where none was asked for
    public record Model(String provider, String name) {}

    /// What was asked of a model.
    ///
    /// @param operation `messages`, `count_tokens`, `models` or `other`
    public record Work(Model model, String operation) {}

    /// How requests ended.
    ///
    /// @param status of HTTP, or its class (`4xx`) where it is an unusual one; `none` where there was no answer
    /// @param errorType the type of the error in the API, `client_closed` or `other`; empty without an error
    public record Outcome(Work work, String status, String errorType) {}

    /// What models wrote.
    public static final class Answers {
        private final LongAdder input = new LongAdder();
        private final LongAdder output = new LongAdder();
        private final LongAdder cacheCreation = new LongAdder();
        private final LongAdder cacheRead = new LongAdder();
        private final DoubleAdder cost = new DoubleAdder();
        private final Histogram firstTokens = new Histogram(FIRST_TOKEN_SECONDS);
        private final Histogram iterations = new Histogram(ITERATIONS);

        private void add(RequestEntry request) {
            TokenUsage usage = request.usage();
            input.add(usage.input());
            output.add(usage.output());
            cacheCreation.add(usage.cacheCreation());
            cacheRead.add(usage.cacheRead());
            if (request.cost() != null) {
                cost.add(request.cost().doubleValue());
            }
            if (request.times().firstTokenNanos() > 0) {
                firstTokens.add(request.times().firstTokenNanos() / 1e9);
            }
            if (request.loop().iterations() > 0) {
                iterations.add(request.loop().iterations());
            }
        }

        /// The tokens that were used.
        public TokenUsage tokens() {
            return new TokenUsage(input.sum(), output.sum(), cacheCreation.sum(), cacheRead.sum());
        }

        /// What they cost, as far as models have a price.
        public double cost() {
            return cost.sum();
        }

        /// The times to the first part of streamed answers, in seconds.
        public Histogram firstTokens() {
            return firstTokens;
        }

        /// How often the model was asked in requests with MCP servers.
        public Histogram iterations() {
            return iterations;
        }
    }

    @Override
    public void ended(RequestEntry request) {
        String provider = request.provider() == null ? "" : request.provider();
        Model model = new Model(provider, names.of(request.model()));
        Work work = new Work(model, operation(request.path()));
        requests.computeIfAbsent(
                        new Outcome(work, status(request.status()), errorType(request)), outcome -> new LongAdder())
                .increment();
        if (provider.isEmpty()) {
            return;
        }
        Times times = request.times();
        durations.computeIfAbsent(work, each -> new Histogram(SECONDS)).add(times.durationNanos() / 1e9);
        if (!model.name().isEmpty()) {
            answers.computeIfAbsent(model, each -> new Answers()).add(request);
        }
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
        String ending = request.ending();
        if (ERRORS.contains(ending) || ending.equals(CLIENT_CLOSED)) {
            return ending;
        }
        return request.end().error() ? ModelNames.OTHER : "";
    }

    @Override
    public void asked(String provider) {
        inProgress.computeIfAbsent(provider, name -> new LongAdder()).increment();
    }

    @Override
    public void left(String provider) {
        inProgress.computeIfAbsent(provider, name -> new LongAdder()).decrement();
    }

    /// How many requests ended so.
    public Map<Outcome, Long> requests() {
        return sums(requests);
    }

    /// How long requests took, in seconds.
    public Map<Work, Histogram> durations() {
        return Map.copyOf(durations);
    }

    /// What models wrote.
    public Map<Model, Answers> answers() {
        return Map.copyOf(answers);
    }

    /// How many requests wait for each provider.
    public Map<String, Long> inProgress() {
        return new TreeMap<>(sums(inProgress));
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> counters) {
        Map<K, Long> sums = new ConcurrentHashMap<>();
        counters.forEach((key, counter) -> sums.put(key, counter.sum()));
        return sums;
    }
}
