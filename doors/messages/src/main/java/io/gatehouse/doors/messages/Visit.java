package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request of a caller that was let in.
///
/// @param path that is meant, see [ApiPath#understood], without its query
/// @param open the paths of a provider's account that the caller's key opens; null where no keys are configured
record Visit(
        Reply reply,
        String path,
        Caller caller,
        RequestHeaders headers,
        @Nullable Set<String> open) {

    HttpExchange exchange() {
        return reply.exchange();
    }

    byte[] body() {
        return reply.exchange().body();
    }

    /// The path with the query, as a provider is asked for it.
    String target() {
        String query = exchange().query();
        return query == null ? path : path + "?" + query;
    }
}
