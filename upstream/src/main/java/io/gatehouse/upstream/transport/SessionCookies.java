package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cookies that a server, or the load balancer in front of it, sets when a session begins. They lead later requests
/// to the node that knows the session, so they belong to it alone: they go nowhere but to the server's own address, and
/// end with the session. No cookie store: `Path`, `Domain` and times are not looked at.
public final class SessionCookies {
    private static final int MOST = 4_096;

    private SessionCookies() {}

    /// What a `Cookie` header repeats of an answer; null when it sets nothing.
    public static @Nullable String of(Headers answer) {
        Map<String, String> pairs = new LinkedHashMap<>();
        int length = 0;
        for (String set : answer.all("set-cookie")) {
            int end = set.indexOf(';');
            String pair = (end < 0 ? set : set.substring(0, end)).strip();
            int equals = pair.indexOf('=');
            length += pair.length() + 2;
            boolean fit = equals > 0 && length <= MOST && pair.chars().allMatch(c -> c > 0x20 && c < 0x7F);
            if (fit && !set.toLowerCase(Locale.ROOT).replace(" ", "").contains(";max-age=0")) {
                pairs.put(pair.substring(0, equals), pair);
            }
        }
        return pairs.isEmpty() ? null : String.join("; ", pairs.values());
    }

    /// Credentials with the cookies behind those that they hold already.
    static List<Header> with(List<Header> credentials, @Nullable String cookies) {
        if (cookies == null) {
            return credentials;
        }
        List<Header> headers = new ArrayList<>();
        String all = cookies;
        for (Header header : credentials) {
            if (header.name().equalsIgnoreCase("cookie")) {
                all = header.value() + "; " + all;
            } else {
                headers.add(header);
            }
        }
        headers.add(new Header("Cookie", all));
        return headers;
    }
}
