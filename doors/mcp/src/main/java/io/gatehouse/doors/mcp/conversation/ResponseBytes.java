package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.nio.charset.StandardCharsets;

/// A response as it goes to the client: under the id of its request, for a modern client with what an older server
/// does not know but every modern result must have (`resultType`; of a resource `ttlMs` and `cacheScope` too), and
/// everything else untouched.
public final class ResponseBytes {
    private static final byte[] NOTHING = {};
    private static final byte[] COMPLETE = ascii("\"resultType\":\"complete\"");
    private static final byte[] COMPLETE_AND = ascii("\"resultType\":\"complete\",");
    private static final byte[] UNCACHED_AND =
            ascii("\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",");

    private ResponseBytes() {}

    /// The bytes of a response to a request.
    ///
    /// @param modern whether its client is of the modern era
    public static byte[] of(Response response, Request request, boolean modern) {
        Slice id = request.id();
        ObjectView result = response.result();
        Slice own = response.id();
        if (own == null) {
            return response.withId(id);
        }
        if (modern && result != null && !result.has("resultType")) {
            return edited(response.body(), own, id, result.whole().offset() + 1, missing(result, request));
        }
        return own.equals(id) ? response.body().bytes() : edited(response.body(), own, id, own.end(), NOTHING);
    }

    private static byte[] missing(ObjectView result, Request request) {
        if (result.size() == 0) {
            return COMPLETE;
        }
        boolean uncached =
                request.method().equals(Method.RESOURCES_READ) && !result.has("ttlMs") && !result.has("cacheScope");
        return uncached ? UNCACHED_AND : COMPLETE_AND;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
