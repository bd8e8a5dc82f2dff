package io.gatehouse.app.observe;

import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.ServerPhase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What operators ask over HTTP: `/health` (is it alive), `/ready` (can it serve, and which servers are out and why),
/// `/metrics` (Prometheus text), `/logs/NAME` (what a server wrote and how it failed). Details are for operators only.
public final class StatusPages implements Door {
    private static final System.Logger LOG = System.getLogger(StatusPages.class.getName());
    private static final String JSON = "application/json";
    private static final String LOGS = "/logs/";
    private static final String NOTHING =
            "{\"error\":\"There is nothing here. MCP is at /mcp and /mcp/{toolset}, its older transport at"
                    + " /sse, the Messages API at /v1/messages, the state at /health, /ready and /metrics.\"}";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Gateway gateway;
    private final SharedRendering metrics;
    private final Supplier<List<String>> warnings;
    private final ReloadState reloads;
    private final InFlight work;

    /// @param warnings what the configuration names and no server has, for operators
    public StatusPages(
            Gateway gateway, MetricsText metrics, Supplier<List<String>> warnings, ReloadState reloads, InFlight work) {
        this.gateway = gateway;
        this.metrics = new SharedRendering(metrics::text);
        this.warnings = warnings;
        this.reloads = reloads;
        this.work = work;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        String path = exchange.path();
        switch (path) {
            case "/health" -> json(exchange, 200, "{\"status\":\"ok\"}");
            case "/ready" -> ready(exchange, visitor.operator());
            case "/metrics" -> metrics(exchange);
            default -> {
                if (path.startsWith(LOGS)) {
                    log(exchange, path.substring(LOGS.length()));
                } else {
                    json(exchange, 404, NOTHING);
                }
            }
        }
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        exchange.reason(refusal.reason());
        json(exchange, refusal.status(), "{\"error\":" + Json.quote(refusal.reason()) + "}");
    }

    private void metrics(HttpExchange exchange) {
        metrics.rendered().whenComplete((text, failure) -> {
            if (failure == null) {
                exchange.respond(200, PROMETHEUS, text);
            } else {
                LOG.log(System.Logger.Level.ERROR, "the metrics could not be rendered", failure);
                json(exchange, 500, "{\"error\":\"The metrics could not be rendered. The gateway's log says why.\"}");
            }
        });
    }

    private void log(HttpExchange exchange, String name) {
        for (Upstream server : gateway.servers()) {
            if (server.name().equals(name)) {
                json(exchange, 200, LogPage.json(server.log().after(LogPage.after(exchange.query()))));
                return;
            }
        }
        json(exchange, 404, "{\"error\":\"There is no server with this name.\"}");
    }

    private void ready(HttpExchange exchange, boolean details) {
        boolean stopping = work.refusing();
        boolean ready = !stopping
                && gateway.servers().stream()
                        .noneMatch(server ->
                                server.settings().required() && server.state().phase() != ServerPhase.READY);
        StringJoiner servers = new StringJoiner(",", ",\"servers\":[", "]");
        gateway.servers().forEach(server -> servers.add(ServerReport.of(server).toJson()));
        StringJoiner toolsets = new StringJoiner(",", ",\"toolsets\":{", "}");
        gateway.serversOfToolsets()
                .forEach((name, chosen) -> toolsets.add(Json.quote(name) + ":["
                        + chosen.stream().map(Json::quote).collect(Collectors.joining(",")) + "]"));
        // Servers that requests name by address are nobody's business but their callers'.
        String known = details ? servers + ",\"outside\":" + gateway.outside().size() + toolsets + warnings() : "";
        String why = stopping ? ",\"stopping\":true" : "";
        json(exchange, ready ? 200 : 503, "{\"ready\":" + ready + why + known + "}");
    }

    private String warnings() {
        StringJoiner all = new StringJoiner(",", ",\"warnings\":[", "]");
        reloads.warnings().forEach(warning -> all.add(Json.quote(warning)));
        warnings.get().forEach(warning -> all.add(Json.quote(warning)));
        return all.toString();
    }

    private static void json(HttpExchange exchange, int status, String body) {
        exchange.respond(status, JSON, body.getBytes(StandardCharsets.UTF_8));
    }
}
