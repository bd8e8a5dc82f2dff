package io.gatehouse.doors.mcp;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// An endpoint on a port of its own, and a client for it. The path is the toolset, a header `X-Caller` the caller.
final class EndpointServer implements AutoCloseable {
    static final String META_2026 = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final EchoHandler handler = new EchoHandler();
    final HttpEngine engine;
    final StreamableEndpoint endpoint;
    private final Listener listener;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    EndpointServer() {
        this(EndpointSettings.defaults());
    }

    EndpointServer(EndpointSettings settings) {
        this(settings, SessionTokens.inMemory(TokenSettings.DEFAULT));
    }

    EndpointServer(EndpointSettings settings, SessionTokens tokens) {
        engine = HttpEngine.start(EngineSettings.defaults());
        endpoint = new StreamableEndpoint(settings, tokens, engine.timers());
        listener = listen(exchange -> {
            String caller = exchange.header("X-Caller");
            endpoint.handle(
                    exchange, handler, caller == null ? Caller.ANONYMOUS : Caller.ofKey(caller), exchange.path());
        });
    }

    private Listener listen(HttpHandler requests) {
        try {
            return engine.listen(ListenSettings.of(0, "127.0.0.1"), requests);
        } catch (ListenException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return listener.port();
    }

    /// A request to the endpoint that accepts both forms of an answer, with more headers in pairs.
    HttpRequest.Builder request(String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/mcp"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        for (int at = 0; at < headers.length; at += 2) {
            builder.setHeader(headers[at], headers[at + 1]);
        }
        return builder;
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> post(String body, String... headers) {
        return send(request(headers).POST(BodyPublishers.ofString(body)).build());
    }

    /// A modern request with all headers that its method needs.
    HttpResponse<String> modern(String method, String params, String... headers) {
        return send(modernRequest(method, params, headers).build());
    }

    HttpRequest.Builder modernRequest(String method, String params, String... headers) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + META_2026
                + (params.isEmpty() ? "" : "," + params) + "}}";
        HttpRequest.Builder builder = request("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
        for (int at = 0; at < headers.length; at += 2) {
            builder.setHeader(headers[at], headers[at + 1]);
        }
        return builder.POST(BodyPublishers.ofString(body));
    }

    /// Begins a session and gives its token.
    String initialize(String revision, String capabilities, String... headers) {
        HttpResponse<String> response = post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + revision
                        + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}",
                headers);
        return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    LiveStream open(HttpRequest request) {
        return new LiveStream(client, request);
    }

    @Override
    public void close() {
        endpoint.close();
        client.shutdownNow();
        engine.close();
    }
}
