package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.transport.Undeclared;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The addresses that a server of 2025-11-25 wants opened before it takes a call (2025-11-25, URL mode elicitation,
/// error -32042), as the questions that a modern client understands.
public final class UrlElicitations {
    /// How many addresses one call may want opened.
    private static final int MOST = 32;

    private UrlElicitations() {}

    /// What a modern client is answered instead of the error: a result with `input_required`, or, where it does not
    /// declare `elicitation.url`, the error -32021. Null when the error names no address.
    public static @Nullable Response of(Response error, Peer client) {
        ObjectView body = error.error();
        ObjectView data = body == null ? null : body.object("data");
        Slice elicitations = data == null ? null : data.get("elicitations");
        if (elicitations == null || elicitations.first() != '[') {
            return null;
        }
        StringJoiner questions = new StringJoiner(",", "{", "}");
        int count = 0;
        try {
            for (Slice one : Json.elements(elicitations)) {
                ObjectView elicitation = one.first() == '{' ? ObjectView.read(one) : null;
                if (elicitation == null || elicitation.string("url") == null || ++count > MOST) {
                    continue;
                }
                questions.add("\"url-" + count + "\":{\"method\":" + Json.quote(Method.ELICIT) + ",\"params\":"
                        + InputRequests.url(elicitation) + "}");
            }
        } catch (MalformedJsonException unreadable) {
            return null;
        }
        if (count == 0) {
            return null;
        }
        ObjectView params = Response.result("{\"mode\":\"url\"}").result();
        String missing = ClientCapabilities.missing(client, Method.ELICIT, params);
        return missing != null
                ? Undeclared.error(Method.ELICIT, missing)
                : Response.result("{\"resultType\":\"input_required\",\"inputRequests\":" + questions + "}");
    }
}
