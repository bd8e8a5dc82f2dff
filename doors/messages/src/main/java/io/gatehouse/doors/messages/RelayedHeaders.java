package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.Answers;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.HeaderLists;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The headers of a provider's answer: which of them the client gets, and what they tell of the body.
///
/// @param all as the provider sent them
record RelayedHeaders(Headers all) {
    private static final long SMALL = 1 << 20;
    /// Which pages may read the answer is the gateway's to say.
    private static final String CROSS_ORIGIN = "access-control-";
    /// What belongs to one connection (RFC 9110, section 7.6.1), is set anew, or is between provider and gateway.
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "alt-svc",
            "connection",
            "content-length",
            "content-type",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "request-id",
            "set-cookie",
            "strict-transport-security",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /// Adds those that are for the client to its answer.
    void pass(HttpExchange exchange) {
        Set<String> named = HeaderLists.lowerCase(all.all("connection"));
        all.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(lower) && !lower.startsWith(CROSS_ORIGIN) && !named.contains(lower)) {
                exchange.responseHeader(name, value);
            }
        });
    }

    /// The type of the body; null when the provider does not say.
    @Nullable
    String contentType() {
        return all.get("content-type");
    }

    /// Whether the body is taken as a whole: it is small, or JSON of a length that is not told.
    boolean small() {
        String length = all.get("content-length");
        try {
            return length == null ? json() : Long.parseLong(length) <= SMALL;
        } catch (NumberFormatException notALength) {
            return json();
        }
    }

    private boolean json() {
        String type = contentType();
        return type == null || type.toLowerCase(Locale.ROOT).startsWith(Answers.JSON);
    }
}
