package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.providers.ModelRequest;
import io.gatehouse.doors.messages.providers.Provider;
import io.gatehouse.doors.messages.providers.Providers;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends requests without MCP to their provider, and its answers back, byte for byte.
final class Relay {
    private final Supplier<Providers> providers;

    Relay(Supplier<Providers> providers) {
        this.providers = providers;
    }

    /// Relays a message, or a count of its tokens, to the provider of its model.
    ///
    /// @throws ApiException when it names no model, or one that nobody serves
    void message(Reply reply, RequestOutline outline, RequestHeaders headers) throws ApiException {
        String model = outline.model();
        if (model == null || model.isEmpty()) {
            throw ApiException.invalid("model: a text is needed, the name of a model.");
        }
        reply.log().model(model);
        Provider provider = providers.get().of(model);
        byte[] body = reply.exchange().body();
        byte[] sent = outline.emptyServers() ? withoutServers(body) : body;
        send(reply, provider, headers, sent, model, outline.stream());
    }

    /// Relays a request of any other path to a provider that serves all of them.
    ///
    /// @throws ApiException 404 when there is none
    void other(Reply reply, RequestHeaders headers) throws ApiException {
        HttpExchange exchange = reply.exchange();
        Provider provider = providers.get().ofPaths();
        if (provider == null) {
            throw ApiException.notFound(exchange.path() + " is not served: it needs a provider of type anthropic under"
                    + " models.providers, and none is configured.");
        }
        if (leavesRoot(exchange.path())) {
            throw ApiException.notFound("The path must not hold . or .. as a part.");
        }
        send(reply, provider, headers, exchange.body(), "", false);
    }

    /// A provider's other addresses, outside of its API, are nobody's business.
    private static boolean leavesRoot(String path) {
        String plain = path.replaceAll("%2[eE]", ".").replaceAll("%2[fF]|%5[cC]|\\\\", "/");
        for (String part : plain.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static void send(
            Reply reply, Provider provider, RequestHeaders headers, byte[] body, String model, boolean stream)
            throws ApiException {
        HttpExchange exchange = reply.exchange();
        String query = exchange.query();
        String path = query == null ? exchange.path() : exchange.path() + "?" + query;
        checkAddress(path);
        ModelRequest request = new ModelRequest(
                exchange.method(), path, headers.sent(), body, model, stream, Deadlines.none(), headers.credentials());
        RelayedAnswer answer = new RelayedAnswer(reply, provider);
        ClientCall call = provider.send(request, answer);
        answer.asked(call);
        exchange.onClosed(() -> {
            call.cancel();
            answer.clientGone();
        });
    }

    private static void checkAddress(String path) throws ApiException {
        try {
            URI.create(path);
        } catch (IllegalArgumentException broken) {
            throw ApiException.invalid("The path or its query holds a character that has to be percent-encoded.");
        }
    }

    private static byte[] withoutServers(byte[] body) throws ApiException {
        try {
            Slice whole = Slice.of(body);
            Map<String, byte @Nullable []> changes = new HashMap<>();
            changes.put("mcp_servers", null);
            return new Splice(whole).change(ObjectView.read(whole), changes).toBytes();
        } catch (MalformedJsonException malformed) {
            throw ApiException.invalid("The request body is not valid JSON: " + malformed.getMessage());
        }
    }
}
