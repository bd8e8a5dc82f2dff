package io.gatehouse.upstream;

import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
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
    static byte[] bytes(Request request, Peer peer, Revision server, byte[] id) {
        return server.modern() ? modern(request, peer, id) : legacy(request, id);
    }

    private static byte[] legacy(Request request, byte[] id) {
        ObjectView meta = request.meta();
        if (meta == null) {
            return request.withId(id);
        }
        Splice splice = new Splice(request.body()).replace(request.id(), id);
        int modern = count(meta);
        if (modern > 0 && modern == meta.size() && request.params() != null) {
            Map<String, byte @Nullable []> change = new LinkedHashMap<>();
            change.put("_meta", null);
            return splice.change(request.params(), change).toBytes();
        }
        if (modern > 0) {
            Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
            changes.put(Meta.PROTOCOL_VERSION, null);
            changes.put(Meta.CLIENT_CAPABILITIES, null);
            changes.put(Meta.CLIENT_INFO, null);
            changes.put(Meta.LOG_LEVEL, null);
            splice.change(meta, changes);
        }
        return withToken(splice, meta, id).toBytes();
    }

    private static byte[] modern(Request request, Peer peer, byte[] id) {
        Splice splice = new Splice(request.body()).replace(request.id(), id);
        ObjectView params = request.params();
        ObjectView meta = request.meta();
        Map<String, byte @Nullable []> wanted = wanted(peer, meta);
        if (meta != null) {
            if (!wanted.isEmpty()) {
                splice.change(meta, wanted);
            }
            return withToken(splice, meta, id).toBytes();
        }
        byte[] made = object(wanted);
        if (params != null) {
            return splice.change(params, Map.of("_meta", made)).toBytes();
        }
        Map<String, byte @Nullable []> both = Map.of("params", object(Map.of("_meta", made)));
        return splice.change(request.envelope(), both).toBytes();
    }

    /// What a modern peer sent passes untouched; for a legacy one everything is made here.
    private static Map<String, byte @Nullable []> wanted(Peer peer, @Nullable ObjectView meta) {
        boolean trusted = peer.revision().modern();
        if (trusted && meta != null && meta.has(Meta.PROTOCOL_VERSION) && meta.has(Meta.CLIENT_CAPABILITIES)) {
            return Map.of();
        }
        Map<String, byte @Nullable []> wanted = new LinkedHashMap<>();
        put(wanted, meta, trusted, Meta.PROTOCOL_VERSION, VERSION);
        put(wanted, meta, trusted, Meta.CLIENT_CAPABILITIES, NOTHING);
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

    private static Splice withToken(Splice splice, ObjectView meta, byte[] id) {
        Slice token = meta.get(Meta.PROGRESS_TOKEN);
        return token == null ? splice : splice.replace(token, id);
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
