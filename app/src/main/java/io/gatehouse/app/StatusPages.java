package io.gatehouse.app;

import io.gatehouse.app.Operators.Access;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.server.RequestGuard;
import io.gatehouse.server.Work;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// What operators ask over HTTP: `/health` (is it alive), `/ready` (can it serve, and which servers are out and why),
/// `/metrics` (Prometheus text), `/logs/NAME` (what a server wrote and how it failed). Details are for operators only;
/// no
/// web page that reaches the listener by another name learns more than that it lives.
final class StatusPages implements HttpHandler {
    private static final String JSON = "application/json";
    private static final String LOGS = "/logs/";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Gateway gateway;
    private final MetricsText metrics;
    private final Supplier<RequestGuard> guard;
    private final Operators operators;
    private final Work work;

    StatusPages(Gateway gateway, MetricsText metrics, Supplier<RequestGuard> guard, Operators operators, Work work) {
        this.gateway = gateway;
        this.metrics = metrics;
        this.guard = guard;
        this.operators = operators;
        this.work = work;
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (exchange.path().equals("/health")) {
            json(exchange, 200, "{\"status\":\"ok\"}");
            return;
        }
        if (!guard.get().admits(exchange)) {
            return;
        }
        Access access = operators.of(exchange);
        String path = exchange.path();
        if (path.equals("/ready")) {
            ready(exchange, access == Access.OPERATOR);
        } else if (path.equals("/metrics") || path.startsWith(LOGS)) {
            switch (access) {
                case OPERATOR -> details(exchange, path);
                case CALLER ->
                    json(exchange, 403, "{\"error\":\"This page is for operators: use a key with operator: true.\"}");
                case UNKNOWN -> {
                    exchange.responseHeader("WWW-Authenticate", "Bearer");
                    json(exchange, 401, "{\"error\":\"A key is needed for this page.\"}");
                }
            }
        } else {
            json(
                    exchange,
                    404,
                    "{\"error\":\"nothing is here; MCP is at /mcp and /mcp/{toolset}, its older transport at /sse,"
                            + " the state at /health, /ready and /metrics\"}");
        }
    }

    private void details(HttpExchange exchange, String path) {
        if (path.equals("/metrics")) {
            exchange.respond(200, PROMETHEUS, metrics.text().getBytes(StandardCharsets.UTF_8));
            return;
        }
        String name = path.substring(LOGS.length());
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
                                server.settings().required() && server.state().phase() != Phase.READY);
        StringJoiner servers = new StringJoiner(",", ",\"servers\":[", "]");
        gateway.servers().forEach(server -> servers.add(ServerReport.of(server).toJson()));
        // Servers that requests name by address are nobody's business but their callers'.
        String known = details ? servers + ",\"outside\":" + gateway.outside().size() : "";
        String why = stopping ? ",\"stopping\":true" : "";
        json(exchange, ready ? 200 : 503, "{\"ready\":" + ready + why + known + "}");
    }

    private static void json(HttpExchange exchange, int status, String body) {
        exchange.respond(status, JSON, body.getBytes(StandardCharsets.UTF_8));
    }
}
