package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.translation.ResultStore;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import java.util.HexFormat;

/// Gives other replicas what this one remembers of results, to the caller whose calls they were. No client reaches it.
final class KeptResults {
    private static final String PATH = "/v1/remembered/";
    private static final String JSON = "application/json";

    private final ResultStore results;

    KeptResults(ResultStore results) {
        this.results = results;
    }

    /// Where a replica asks for a result.
    ///
    /// @param clientId the id by which the client knows the call
    /// @param told the digest of what the client was told
    static String path(String clientId, byte[] told) {
        return PATH + clientId + '/' + HexFormat.of().formatHex(told);
    }

    /// Answers a request of another replica; false when it is for something else.
    ///
    /// @param caller who sent the request for which the result is
    boolean answer(HttpExchange exchange, Caller caller) {
        String path = exchange.path();
        int digest = path.lastIndexOf('/') + 1;
        if (!path.startsWith(PATH) || digest <= PATH.length()) {
            return false;
        }
        byte[] found = null;
        try {
            byte[] told = HexFormat.of().parseHex(path.substring(digest));
            found = results.bytes(caller.id(), path.substring(PATH.length(), digest - 1), told);
        } catch (IllegalArgumentException noDigest) {
            // It is the digest of nothing.
        }
        if (found == null) {
            exchange.respond(204);
        } else {
            exchange.respond(200, JSON, found);
        }
        return true;
    }
}
