package io.gatehouse.doors.messages.loop;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The headers of a provider's answer that are for the client although the answer is not passed on as it is.
final class ProviderHeaders {
    private static final String ORGANIZATION = "anthropic-organization-id";

    private ProviderHeaders() {}

    /// Limits, and for errors when to try again; not whose account it is.
    static List<Header> passed(Headers headers) {
        List<Header> passed = new ArrayList<>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("anthropic-") && !lower.equals(ORGANIZATION)
                    || lower.startsWith("retry-after")
                    || lower.equals("x-should-retry")) {
                passed.add(new Header(lower, value));
            }
        });
        return List.copyOf(passed);
    }
}
