package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A subscription of a modern client (`subscriptions/listen`). What it is told is tagged with the request's id; the
/// client ends it by `notifications/cancelled`.
final class StdioListen implements Handler.Listener, AutoCloseable {
    private final StdioConnection connection;
    private final StdioExchange exchange;
    private final LateListening listening = new LateListening();
    private boolean acknowledged;

    private StdioListen(StdioConnection connection, StdioExchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    static void start(StdioExchange exchange, StdioConnection connection) {
        Filter filter =
                filter(exchange.request().params(), connection.settings().maxSubscriptions());
        if (filter == null) {
            exchange.respond(Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "params.notifications must be an object; its resourceSubscriptions an array of at most "
                            + connection.settings().maxSubscriptions() + " URIs"));
            return;
        }
        StdioListen listen = new StdioListen(connection, exchange);
        if (!connection.enter(listen, exchange)) {
            exchange.respond(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "the client has " + connection.settings().maxRunning() + " subscriptions; end some of them"));
            return;
        }
        exchange.onCancelled(listen::close);
        listen.listening.start(connection.handler(), filter, exchange.peer(), listen);
    }

    @Override
    public synchronized void acknowledged(Filter honoured) {
        acknowledged = true;
        tell(Notification.of(
                Method.ACKNOWLEDGED, "{\"_meta\":" + meta() + ",\"notifications\":" + described(honoured) + "}"));
    }

    @Override
    public synchronized void notification(Notification notification) {
        if (acknowledged) {
            tell(tagged(notification));
        }
    }

    @Override
    public void ended() {
        exchange.respond(Response.result("{\"resultType\":\"complete\",\"_meta\":" + meta() + "}"));
        close();
    }

    @Override
    public void close() {
        listening.close();
        connection.leave(this);
    }

    /// The client wants no more of it.
    void cancel() {
        exchange.cancel();
    }

    Slice id() {
        return exchange.request().id();
    }

    private void tell(Notification notification) {
        if (!listening.closed()) {
            connection.send(notification.body().bytes());
        }
    }

    private String meta() {
        return "{\"" + Meta.SUBSCRIPTION_ID + "\":" + id().text() + "}";
    }

    private Notification tagged(Notification notification) {
        ObjectView params = notification.params();
        ObjectView meta = params == null ? null : params.object("_meta");
        Splice splice = new Splice(notification.body());
        if (params == null) {
            splice.change(
                    notification.envelope(),
                    Map.of("params", Slice.of("{\"_meta\":" + meta() + "}").bytes()));
        } else if (meta == null) {
            splice.change(params, Map.of("_meta", Slice.of(meta()).bytes()));
        } else {
            splice.change(meta, Map.of(Meta.SUBSCRIPTION_ID, id().bytes()));
        }
        return Notification.of(splice.toBytes());
    }

    private static String described(Filter filter) {
        List<String> parts = new ArrayList<>();
        if (filter.tools()) {
            parts.add("\"toolsListChanged\":true");
        }
        if (filter.prompts()) {
            parts.add("\"promptsListChanged\":true");
        }
        if (filter.resources()) {
            parts.add("\"resourcesListChanged\":true");
        }
        if (!filter.uris().isEmpty()) {
            List<String> uris = filter.uris().stream().sorted().map(Json::quote).toList();
            parts.add("\"resourceSubscriptions\":[" + String.join(",", uris) + "]");
        }
        return "{" + String.join(",", parts) + "}";
    }

    private static @Nullable Filter filter(@Nullable ObjectView params, int maxUris) {
        ObjectView wanted = params == null ? null : params.object("notifications");
        if (wanted == null) {
            return null;
        }
        Set<String> uris = new LinkedHashSet<>();
        Slice listed = wanted.get("resourceSubscriptions");
        try {
            for (Slice uri : listed == null ? List.<Slice>of() : Json.elements(listed)) {
                if (uri.first() != '"' || uris.size() == maxUris) {
                    return null;
                }
                uris.add(Json.unquote(uri));
            }
        } catch (MalformedJsonException noArray) {
            return null;
        }
        return new Filter(
                wanted.isTrue("toolsListChanged"),
                wanted.isTrue("promptsListChanged"),
                wanted.isTrue("resourcesListChanged"),
                uris);
    }
}
