package io.gatehouse.app;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A server that says what it was told of who calls, and what its session has seen before. A session belongs to the
/// tenant, or to the subject of a token, with which it began: to all others it is unknown.
final class NotingServer implements Handler, AutoCloseable {
    static final String RESOURCE = "noting://one";

    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final StreamableEndpoint endpoint;
    private final Runnable closing;
    private final int port;
    private final Map<String, List<String>> notes = new ConcurrentHashMap<>();
    private final Map<Listener, String> listeners = new ConcurrentHashMap<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    /// @param modern whether it speaks 2026-07-28; else only older revisions
    NotingServer(boolean modern) throws ListenException {
        endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), engine.timers());
        var place = engine.listen(ListenSettings.builder().port(0).build(), exchange -> {
            String body = new String(exchange.body(), StandardCharsets.UTF_8);
            if (!modern && body.contains("io.modelcontextprotocol/protocolVersion")) {
                Response refusal = Response.error(-32000, "Bad Request: Unsupported protocol version");
                exchange.respond(400, "application/json", refusal.withId(Slice.of("null")));
            } else {
                endpoint.handle(exchange, this, told(exchange), "noting");
            }
        });
        closing = place::close;
        port = place.port();
    }

    URI endpoint() {
        return URI.create("http://localhost:" + port + "/mcp");
    }

    /// How many sessions it has.
    int sessions() {
        return endpoint.sessions();
    }

    /// The tokens that it was shown.
    List<String> tokens() {
        return tokens;
    }

    private Caller told(HttpExchange exchange) {
        String authorization = exchange.header("Authorization");
        String tenant = header(exchange, "X-Tenant");
        String subject = "";
        if (authorization != null) {
            String token = authorization.substring("Bearer ".length());
            tokens.add(token);
            try {
                JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
                subject = claims.getSubject();
                Object said = claims.getClaim("tenant");
                tenant = said == null ? "" : said.toString();
            } catch (ParseException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
        CallerId id = new CallerId(CallerId.Kind.KEY, "", subject, "", tenant);
        return new Caller(
                id, header(exchange, "X-User"), Set.of(), Set.of(), Map.of("team", header(exchange, "X-Team")), "", "");
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.header(name);
        return value == null ? "" : value;
    }

    @Override
    public void identify(Peer peer, Consumer<Identity> answer) {
        answer.accept(new Identity(
                Slice.of("{\"name\":\"noting\",\"version\":\"1\"}"),
                Slice.of("{\"tools\":{},\"resources\":{\"subscribe\":true}}"),
                null,
                0,
                CacheScope.PRIVATE));
    }

    @Override
    public void request(Request request, Exchange exchange) {
        String schema = "\"inputSchema\":{\"type\":\"object\"}}";
        switch (request.method()) {
            case Method.TOOLS_LIST ->
                result(
                        exchange,
                        "\"tools\":[{\"name\":\"note\"," + schema + ",{\"name\":\"ask\"," + schema
                                + ",{\"name\":\"touch\"," + schema + "]");
            case Method.RESOURCES_LIST ->
                result(exchange, "\"resources\":[{\"uri\":\"" + RESOURCE + "\",\"name\":\"one\"}]");
            case Method.RESOURCES_TEMPLATES_LIST -> result(exchange, "\"resourceTemplates\":[]");
            default -> called(request, exchange);
        }
    }

    private void called(Request request, Exchange exchange) {
        Peer peer = exchange.peer();
        ObjectView params = request.params();
        ObjectView arguments = params == null ? null : params.object("arguments");
        String key = arguments == null ? "" : String.valueOf(arguments.string("key"));
        switch (String.valueOf(request.name())) {
            case "note" -> {
                Peer.Session session = peer.session();
                List<String> seen = session == null
                        ? List.of(key)
                        : notes.computeIfAbsent(session.id(), begun -> new CopyOnWriteArrayList<>());
                if (session != null) {
                    seen.add(key);
                }
                text(exchange, about(peer.caller(), seen));
            }
            case "ask" -> ask(peer, params, exchange);
            case "touch" -> {
                listeners.forEach((heard, tenant) -> {
                    if (tenant.equals(peer.caller().tenant())) {
                        heard.notification(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":\"" + RESOURCE + "\"}"));
                    }
                });
                text(exchange, "touched");
            }
            default -> throw new IllegalStateException("no tool " + request.name());
        }
    }

    private static void ask(Peer peer, @Nullable ObjectView params, Exchange exchange) {
        String question = "{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
        if (!peer.revision().modern()) {
            exchange.ask(
                    Request.of("0", Method.ELICIT, question),
                    answer -> text(exchange, answer.body().text()));
        } else if (params != null && params.has("inputResponses")) {
            text(exchange, params.toString());
        } else {
            exchange.respond(Response.result(
                    "{\"resultType\":\"input_required\",\"inputRequests\":{\"who\":{\"method\":\"elicitation/create\","
                            + "\"params\":" + question + "}},\"requestState\":\"begun\"}"));
        }
    }

    private static String about(Caller caller, List<String> seen) {
        return "{\"tenant\":" + Json.quote(caller.tenant()) + ",\"user\":" + Json.quote(caller.user())
                + ",\"subject\":" + Json.quote(caller.id().subject()) + ",\"team\":"
                + Json.quote(String.valueOf(caller.claims().get("team"))) + ",\"notes\":"
                + seen.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")) + "}";
    }

    private static void text(Exchange exchange, String text) {
        result(exchange, "\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]");
    }

    private static void result(Exchange exchange, String members) {
        boolean modern = exchange.peer().revision().modern();
        exchange.respond(Response.result("{" + members
                + (modern ? ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"private\"}" : "}")));
    }

    @Override
    public void notification(Notification notification, Peer peer) {
        // It hears nothing.
    }

    @Override
    public Listening listen(Filter filter, Peer peer, Listener heard) {
        heard.acknowledged(new Filter(false, false, false, filter.uris()));
        if (!filter.uris().isEmpty()) {
            listeners.put(heard, peer.caller().tenant());
        }
        return () -> listeners.remove(heard);
    }

    @Override
    public void close() {
        endpoint.close();
        closing.run();
        engine.close();
    }
}
