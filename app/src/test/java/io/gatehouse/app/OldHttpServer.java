package io.gatehouse.app;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A handler over Streamable HTTP, in one revision of the legacy era only.
final class OldHttpServer implements AutoCloseable {
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final StreamableEndpoint endpoint;
    private final Listener listener;

    OldHttpServer(Handler handler, Revision revision) throws ListenException {
        endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), engine.timers());
        listener = engine.listen(ListenSettings.builder().port(0).build(), exchange -> {
            String body = new String(exchange.body(), StandardCharsets.UTF_8);
            if (body.contains("io.modelcontextprotocol/protocolVersion")) {
                Response refusal = Response.error(-32000, "Bad Request: Unsupported protocol version");
                exchange.respond(400, "application/json", refusal.withId(Slice.of("null")));
            } else {
                endpoint.handle(inRevision(exchange, revision), handler, Caller.ANONYMOUS, "old");
            }
        });
    }

    /// A client that asks for the newest revision is taken for one that asks for this one.
    static HttpExchange inRevision(HttpExchange exchange, Revision revision) {
        byte[] asked = new String(exchange.body(), StandardCharsets.UTF_8)
                .replace(
                        "\"protocolVersion\":\"" + Revision.NEWEST_LEGACY + "\"",
                        "\"protocolVersion\":\"" + revision + "\"")
                .getBytes(StandardCharsets.UTF_8);
        return (HttpExchange) Proxy.newProxyInstance(
                OldHttpServer.class.getClassLoader(),
                new Class<?>[] {HttpExchange.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("body") ? asked : method.invoke(exchange, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    URI endpoint() {
        return URI.create("http://localhost:" + listener.port() + "/mcp");
    }

    @Override
    public void close() {
        endpoint.close();
        listener.close();
        engine.close();
    }
}
