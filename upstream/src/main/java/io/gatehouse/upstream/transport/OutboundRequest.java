package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.RequestEdit;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as one server gets it: another id and progress token, the reserved keys of `_meta` that its
/// revision wants, and every other byte as it came.
final class OutboundRequest {
    private static final byte[] VERSION = ascii("\"" + Revision.NEWEST.id() + "\"");
    private static final byte[] NOTHING = ascii("{}");

    private OutboundRequest() {}

    /// The bytes to send.
    ///
    /// @param id JSON, also used as the progress token when the request has one
    static byte[] bytes(Outgoing outgoing, Revision server, byte[] id) {
        return server.modern() ? modern(outgoing, id) : legacy(outgoing.request(), id);
    }

    private static byte[] legacy(EditedRequest request, byte[] id) {
        ObjectView meta = request.original().meta();
        RequestEdit edit = request.edit().replace(request.original().id(), id);
        if (meta == null) {
            return edit.toBytes();
        }
        int modern = count(meta);
        if (modern > 0 && modern == meta.size()) {
            return edit.member("_meta", null).toBytes();
        }
        if (modern > 0) {
            Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
            changes.put(Meta.PROTOCOL_VERSION, null);
            changes.put(Meta.CLIENT_CAPABILITIES, null);
            changes.put(Meta.CLIENT_INFO, null);
            changes.put(Meta.LOG_LEVEL, null);
            edit.change(meta, changes);
        }
        return withToken(edit, meta, id).toBytes();
    }

    private static byte[] modern(Outgoing outgoing, byte[] id) {
        EditedRequest request = outgoing.request();
        RequestEdit edit = request.edit().replace(request.original().id(), id);
        ObjectView meta = request.original().meta();
        Map<String, byte @Nullable []> wanted = wanted(outgoing.peer(), meta);
        if (outgoing.waitsForTask()) {
            declareTasks(wanted, meta);
        }
        if (meta != null) {
            if (!wanted.isEmpty()) {
                edit.change(meta, wanted);
            }
            return withToken(edit, meta, id).toBytes();
        }
        return edit.member("_meta", object(wanted)).toBytes();
    }

    /// What a modern peer sent passes untouched; for a legacy one everything is made here.
    private static Map<String, byte @Nullable []> wanted(Peer peer, @Nullable ObjectView meta) {
        boolean trusted = peer.revision().modern();
        if (trusted && meta != null && meta.has(Meta.PROTOCOL_VERSION) && meta.has(Meta.CLIENT_CAPABILITIES)) {
            return new LinkedHashMap<>();
        }
        Map<String, byte @Nullable []> wanted = new LinkedHashMap<>();
        put(wanted, meta, trusted, Meta.PROTOCOL_VERSION, VERSION);
        put(wanted, meta, trusted, Meta.CLIENT_CAPABILITIES, trusted ? NOTHING : DeclaredCapabilities.modern(peer));
        ObjectView info = peer.clientInfo();
        if (info != null) {
            put(wanted, meta, trusted, Meta.CLIENT_INFO, info.whole().bytes());
        }
        String level = peer.session() == null ? null : peer.session().logLevel();
        if (level != null) {
            put(wanted, meta, trusted, Meta.LOG_LEVEL, io.gatehouse.protocol.Json.quoted(level));
        }
        return wanted;
    }

    /// Adds the tasks extension to what is declared anyway.
    private static void declareTasks(Map<String, byte @Nullable []> wanted, @Nullable ObjectView meta) {
        byte[] changed = wanted.get(Meta.CLIENT_CAPABILITIES);
        ObjectView declared = changed != null
                ? Response.result(changed).result()
                : meta == null ? null : meta.object(Meta.CLIENT_CAPABILITIES);
        wanted.put(
                Meta.CLIENT_CAPABILITIES,
                TasksExtension.added(declared == null ? ClientFace.NO_CAPABILITIES : declared));
    }

    private static void put(
            Map<String, byte @Nullable []> wanted,
            @Nullable ObjectView meta,
            boolean trusted,
            String key,
            byte[] value) {
        if (!trusted || meta == null || !meta.has(key)) {
            wanted.put(key, value);
        }
    }

    private static RequestEdit withToken(RequestEdit edit, ObjectView meta, byte[] id) {
        Slice token = meta.get(Meta.PROGRESS_TOKEN);
        return token == null ? edit : edit.replace(token, id);
    }

    private static int count(ObjectView meta) {
        int count = 0;
        for (int index = 0; index < meta.size(); index++) {
            switch (meta.key(index)) {
                case Meta.PROTOCOL_VERSION, Meta.CLIENT_CAPABILITIES, Meta.CLIENT_INFO, Meta.LOG_LEVEL -> count++;
                default -> {}
            }
        }
        return count;
    }

    private static byte[] object(Map<String, byte @Nullable []> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.write('{');
        members.forEach((key, value) -> {
            out.writeBytes(ascii(out.size() > 1 ? ",\"" + key + "\":" : "\"" + key + "\":"));
            out.writeBytes(value == null ? NOTHING : value);
        });
        out.write('}');
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
