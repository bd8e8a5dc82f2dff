package io.gatehouse.server;

import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;

/// A response as it goes to the client: under the id of its request, for a modern client with a `resultType`, and
/// everything else untouched.
final class ResponseBytes {
    private static final byte[] NOTHING = {};
    private static final byte[] COMPLETE = "\"resultType\":\"complete\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMPLETE_AND = "\"resultType\":\"complete\",".getBytes(StandardCharsets.US_ASCII);

    private ResponseBytes() {}

    static byte[] of(Response response, Slice id, boolean modern) {
        ObjectView result = response.result();
        Slice own = response.id();
        if (own == null) {
            return response.withId(id);
        }
        if (modern && result != null && !result.has("resultType")) {
            byte[] type = result.size() == 0 ? COMPLETE : COMPLETE_AND;
            return edited(response.body(), own, id, result.whole().offset() + 1, type);
        }
        return own.equals(id) ? response.body().bytes() : edited(response.body(), own, id, own.end(), NOTHING);
    }

    /// The body with another id, and with more bytes before the one at `inside`.
    private static byte[] edited(Slice body, Slice own, Slice id, int inside, byte[] more) {
        byte[] out = new byte[body.length() + id.length() - own.length() + more.length];
        byte[] source = body.array();
        boolean idFirst = own.offset() < inside;
        int from = body.offset();
        int at = 0;
        if (idFirst) {
            at = copy(source, from, own.offset(), out, at);
            at = id.copyTo(out, at);
            from = own.end();
        }
        at = copy(source, from, inside, out, at);
        at = copy(more, 0, more.length, out, at);
        from = inside;
        if (!idFirst) {
            at = copy(source, from, own.offset(), out, at);
            at = id.copyTo(out, at);
            from = own.end();
        }
        copy(source, from, body.end(), out, at);
        return out;
    }

    private static int copy(byte[] source, int from, int until, byte[] target, int at) {
        System.arraycopy(source, from, target, at, until - from);
        return at + until - from;
    }
}
