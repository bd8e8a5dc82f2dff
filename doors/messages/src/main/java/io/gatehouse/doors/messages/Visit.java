package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import java.util.Arrays;

/// A request of a caller that was let in.
///
/// @param path that is meant, see [ApiPath#understood], without its query
record Visit(Reply reply, String path, Visitor visitor, RequestHeaders headers) {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    Caller caller() {
        return visitor.caller();
    }

    HttpExchange exchange() {
        return reply.exchange();
    }

    byte[] body() {
        return reply.exchange().body();
    }

    /// The body without the mark of UTF-8 that some programs write in front of JSON, and that providers do not take.
    byte[] json() {
        byte[] body = body();
        boolean marked = Arrays.mismatch(body, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length;
        return marked ? Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length) : body;
    }

    /// The path with the query, as a provider is asked for it.
    String target() {
        String query = exchange().query();
        return query == null ? path : path + "?" + query;
    }
}
