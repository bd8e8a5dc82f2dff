package io.gatehouse.doors.mcp.conversation;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One `subscriptions/listen`: the acknowledgement first, then what changes, each message tagged with the id of the
/// request. Its state changes on its channel's event loop only.
public final class ListenStream implements Handler.Listener {
    private final ReplyChannel channel;
    private final Slice id;
    private final Filter filter;
    private final Consumer<ListenStream> closed;
    private final LateListening listening = new LateListening();
    private boolean acknowledged;
    private boolean over;

    /// @param closed told when it has ended, perhaps more than once
    ListenStream(ReplyChannel channel, Slice id, Filter filter, Consumer<ListenStream> closed) {
        this.channel = channel;
        this.id = id.compact();
        this.filter = filter;
        this.closed = closed;
    }

    Slice id() {
        return id;
    }

    /// Begins to listen.
    public void start(Handler handler, Peer peer) {
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
        channel.run(() -> {
            if (!over && !acknowledged) {
                acknowledged = true;
                channel.push(acknowledgement(honoured));
            }
        });
    }

    @Override
    public void notification(Notification notification) {
        if (!filter.passes(notification)) {
            return;
        }
        byte[] tagged = tagged(notification);
        channel.run(() -> {
            if (!over && acknowledged) {
                channel.push(tagged);
            }
        });
    }

    /// The server side has ended it: the client gets the response.
    @Override
    public void ended() {
        channel.run(() -> {
            if (!over) {
                close();
                channel.answer(
                        200,
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + id.text()
                                + ",\"result\":{\"resultType\":\"complete\",\"_meta\":" + tag() + "}}"));
            }
        });
    }

    /// The client wants no more of it; on the loop.
    public void close() {
        over = true;
        listening.close();
        closed.accept(this);
    }

    private byte[] acknowledgement(Filter honoured) {
        StringBuilder kinds = new StringBuilder();
        add(kinds, filter.tools() && honoured.tools(), "toolsListChanged");
        add(kinds, filter.prompts() && honoured.prompts(), "promptsListChanged");
        add(kinds, filter.resources() && honoured.resources(), "resourcesListChanged");
        add(kinds, filter.uris(), honoured.uris(), "resourceSubscriptions");
        add(kinds, filter.tasks(), honoured.tasks(), "taskIds");
        return utf8("{\"jsonrpc\":\"2.0\",\"method\":\"" + Method.ACKNOWLEDGED + "\",\"params\":{\"_meta\":" + tag()
                + ",\"notifications\":{" + kinds + "}}}");
    }

    private static void add(StringBuilder kinds, boolean honoured, String kind) {
        if (honoured) {
            kinds.append(kinds.isEmpty() ? "" : ",").append('"').append(kind).append("\":true");
        }
    }

    private static void add(StringBuilder kinds, Set<String> wanted, Set<String> honoured, String kind) {
        TreeSet<String> common = new TreeSet<>(wanted);
        common.retainAll(honoured);
        if (!common.isEmpty()) {
            kinds.append(kinds.isEmpty() ? "" : ",")
                    .append('"')
                    .append(kind)
                    .append("\":")
                    .append(common.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")));
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
