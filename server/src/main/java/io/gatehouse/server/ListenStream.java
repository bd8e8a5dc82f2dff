package io.gatehouse.server;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One `subscriptions/listen`: the acknowledgement first, then what changes, each message tagged with the id of the
/// request. Its state changes on its exchange's event loop only.
final class ListenStream implements Handler.Listener {
    private final HttpExchange http;
    private final Slice id;
    private final Filter filter;
    private final Consumer<ListenStream> closed;
    private final LateListening listening = new LateListening();
    private final EventStream events;
    private boolean acknowledged;
    private boolean over;

    ListenStream(HttpExchange http, Slice id, Filter filter, Consumer<ListenStream> closed) {
        this.http = http;
        this.id = id.compact();
        this.filter = filter;
        this.closed = closed;
        this.events = http.events();
    }

    void start(Handler handler, Peer peer) {
        http.onClosed(this::close);
        try {
            listening.start(handler, filter, peer, this);
        } catch (RuntimeException failure) {
            System.getLogger(ListenStream.class.getName())
                    .log(System.Logger.Level.ERROR, "subscriptions/listen failed", failure);
            ended();
        }
    }

    @Override
    public void acknowledged(Filter honoured) {
        http.onLoop(() -> {
            if (!over && !acknowledged) {
                acknowledged = true;
                events.send(acknowledgement(honoured));
            }
        });
    }

    @Override
    public void notification(Notification notification) {
        if (!filter.passes(notification)) {
            return;
        }
        byte[] tagged = tagged(notification);
        http.onLoop(() -> {
            if (!over && acknowledged) {
                events.send(tagged);
            }
        });
    }

    /// The server side has ended it: the client gets the response.
    @Override
    public void ended() {
        http.onLoop(() -> {
            if (!over) {
                events.send(("{\"jsonrpc\":\"2.0\",\"id\":" + id.text()
                                + ",\"result\":{\"resultType\":\"complete\",\"_meta\":" + tag() + "}}")
                        .getBytes(StandardCharsets.UTF_8));
                events.end();
                close();
            }
        });
    }

    private void close() {
        over = true;
        listening.close();
        closed.accept(this);
    }

    private byte[] acknowledgement(Filter honoured) {
        StringBuilder kinds = new StringBuilder();
        add(kinds, filter.tools() && honoured.tools(), "toolsListChanged");
        add(kinds, filter.prompts() && honoured.prompts(), "promptsListChanged");
        add(kinds, filter.resources() && honoured.resources(), "resourcesListChanged");
        TreeSet<String> uris = new TreeSet<>(filter.uris());
        uris.retainAll(honoured.uris());
        if (!uris.isEmpty()) {
            kinds.append(kinds.isEmpty() ? "" : ",")
                    .append("\"resourceSubscriptions\":")
                    .append(uris.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")));
        }
        return ("{\"jsonrpc\":\"2.0\",\"method\":\"" + Method.ACKNOWLEDGED + "\",\"params\":{\"_meta\":" + tag()
                        + ",\"notifications\":{" + kinds + "}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void add(StringBuilder kinds, boolean honoured, String kind) {
        if (honoured) {
            kinds.append(kinds.isEmpty() ? "" : ",").append('"').append(kind).append("\":true");
        }
    }

    private byte[] tagged(Notification notification) {
        ObjectView params = notification.params();
        ObjectView meta = params == null ? null : params.object("_meta");
        Splice splice = new Splice(notification.body());
        if (params == null) {
            splice.change(notification.envelope(), Map.of("params", utf8("{\"_meta\":" + tag() + "}")));
        } else if (meta == null) {
            splice.change(params, Map.of("_meta", utf8(tag())));
        } else {
            splice.change(meta, Map.of(Meta.SUBSCRIPTION_ID, id.bytes()));
        }
        return splice.toBytes();
    }

    private String tag() {
        return "{\"" + Meta.SUBSCRIPTION_ID + "\":" + id.text() + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
