package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The filter of `subscriptions/listen` on the wire (2026-07-28, subscriptions).
final class ListenFilter {
    private ListenFilter() {}

    /// A request to listen.
    static Request request(Filter filter) {
        return Request.of("0", Method.LISTEN, "{\"notifications\":" + json(filter) + "}");
    }

    /// What a server says first.
    static Notification acknowledgement(Filter honoured) {
        return Notification.of(Method.ACKNOWLEDGED, "{\"notifications\":" + json(honoured) + "}");
    }

    /// The filter in a request's or acknowledgement's parameters.
    static Filter read(@Nullable ObjectView params) {
        ObjectView filter = params == null ? null : params.object("notifications");
        if (filter == null) {
            return new Filter(false, false, false, Set.of());
        }
        return new Filter(
                filter.isTrue("toolsListChanged"),
                filter.isTrue("promptsListChanged"),
                filter.isTrue("resourcesListChanged"),
                uris(filter.get("resourceSubscriptions")));
    }

    private static Set<String> uris(@Nullable Slice array) {
        Set<String> uris = new HashSet<>();
        try {
            if (array != null) {
                for (Slice element : Json.elements(array)) {
                    if (element.first() == '"') {
                        uris.add(Json.unquote(element));
                    }
                }
            }
        } catch (MalformedJsonException noArray) {
            return Set.of();
        }
        return uris;
    }

    private static String json(Filter filter) {
        StringBuilder json = new StringBuilder("{");
        if (filter.tools()) {
            json.append("\"toolsListChanged\":true,");
        }
        if (filter.prompts()) {
            json.append("\"promptsListChanged\":true,");
        }
        if (filter.resources()) {
            json.append("\"resourcesListChanged\":true,");
        }
        if (!filter.uris().isEmpty()) {
            json.append("\"resourceSubscriptions\":")
                    .append(new TreeSet<>(filter.uris())
                            .stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")))
                    .append(',');
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        return json.append('}').toString();
    }
}
