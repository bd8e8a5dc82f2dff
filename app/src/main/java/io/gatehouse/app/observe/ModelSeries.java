package io.gatehouse.app.observe;

import io.gatehouse.doors.messages.api.RequestMetrics;
import io.gatehouse.doors.messages.api.RequestMetrics.Answers;
import io.gatehouse.doors.messages.api.RequestMetrics.Model;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.gateway.record.Histogram;
import io.gatehouse.models.RetryCounts;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.function.Function;

/// What the Messages API does, as series of `/metrics`.
///
/// @param requests that have ended
/// @param retries of providers
public record ModelSeries(RequestMetrics requests, RetryCounts retries) {
    private static final String PROVIDER = "provider";

    /// Adds all series with their values of this moment.
    void addTo(PrometheusMeterRegistry registry) {
        requests.requests()
                .forEach((outcome, count) -> MetricsText.count(
                        registry,
                        "gatehouse.model.requests",
                        "Requests to the Messages API that have ended, by HTTP status and type of error",
                        tags(outcome.work().model())
                                .and("operation", outcome.work().operation())
                                .and("status", outcome.status(), "error_type", outcome.errorType()),
                        count));
        requests.inProgress()
                .forEach((provider, count) -> MetricsText.gauge(
                        registry,
                        "gatehouse.model.requests.in.progress",
                        "Requests to the Messages API that are being answered, by the provider that was asked first",
                        Tags.of(PROVIDER, provider),
                        count));
        retries.retries()
                .forEach((provider, count) -> MetricsText.count(
                        registry,
                        "gatehouse.model.retries",
                        "Times that a provider was asked again",
                        Tags.of(PROVIDER, provider),
                        count));
        retries.failovers()
                .forEach((provider, count) -> MetricsText.count(
                        registry,
                        "gatehouse.model.failovers",
                        "Times that a request went on from this provider to the next",
                        Tags.of(PROVIDER, provider),
                        count));
        requests.answers().forEach((model, answers) -> addAnswers(registry, model, answers));
        PrometheusRegistry histograms = registry.getPrometheusRegistry();
        histograms.register(this::durations);
        histograms.register(() -> histogram(
                "gatehouse_model_time_to_first_token_seconds",
                "How long requests waited for the first part of a streamed answer",
                Answers::firstTokens));
        histograms.register(() -> histogram(
                "gatehouse_model_loop_iterations",
                "How often the model was asked in a request with MCP servers",
                Answers::iterations));
    }

    private static void addAnswers(PrometheusMeterRegistry registry, Model model, Answers answers) {
        TokenUsage tokens = answers.tokens();
        Map.of(
                        "input", tokens.input(),
                        "output", tokens.output(),
                        "cache_creation", tokens.cacheCreation(),
                        "cache_read", tokens.cacheRead())
                .forEach((type, count) -> MetricsText.count(
                        registry,
                        "gatehouse.model.tokens",
                        "Tokens that models used; those written to and read from a cache are not in the input",
                        tags(model).and("type", type),
                        count));
        if (answers.cost() > 0) {
            MetricsText.count(
                    registry,
                    "gatehouse.model.cost",
                    "What the tokens cost by models.prices, in the currency of that table",
                    tags(model),
                    answers.cost());
        }
    }

    private HistogramSnapshot durations() {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("gatehouse_model_request_duration_seconds")
                .help("How long requests to the Messages API took");
        requests.durations()
                .forEach((work, seconds) -> histogram.dataPoint(MetricsText.point(
                        seconds, labels(work.model()).merge(Labels.of("operation", work.operation())))));
        return histogram.build();
    }

    private HistogramSnapshot histogram(String name, String help, Function<Answers, Histogram> values) {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(name).help(help);
        requests.answers().forEach((model, answers) -> {
            Histogram counted = values.apply(answers);
            if (counted.sum() > 0) {
                histogram.dataPoint(MetricsText.point(counted, labels(model)));
            }
        });
        return histogram.build();
    }

    private static Tags tags(Model model) {
        return Tags.of(PROVIDER, model.provider(), "model", model.name());
    }

    private static Labels labels(Model model) {
        return Labels.of(PROVIDER, model.provider(), "model", model.name());
    }
}
