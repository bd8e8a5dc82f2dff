package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.TasksExtension;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The filter of `subscriptions/listen` on the wire (2026-07-28, subscriptions).
final class ListenFilter {
    /// Who wants to hear of tasks declares the extension.
    private static final String TASKS_META = "{" + Json.quote(Meta.CLIENT_CAPABILITIES) + ":{\"extensions\":{"
            + Json.quote(TasksExtension.ID) + ":{}}}}";

    private ListenFilter() {}

    /// A request to listen.
    static Request request(Filter filter) {
        String meta = filter.tasks().isEmpty() ? "" : "\"_meta\":" + TASKS_META + ",";
        return Request.of("0", Method.LISTEN, "{" + meta + "\"notifications\":" + json(filter) + "}");
    }

    /// What a server says first.
    static Notification acknowledgement(Filter honoured) {
        return Notification.of(Method.ACKNOWLEDGED, "{\"notifications\":" + json(honoured) + "}");
    }

    /// The filter in a request's or acknowledgement's parameters.
    static Filter read(@Nullable ObjectView params) {
        ObjectView filter = params == null ? null : params.object("notifications");
        if (filter == null) {
            return Filter.NOTHING;
        }
        return new Filter(
                filter.isTrue("toolsListChanged"),
                filter.isTrue("promptsListChanged"),
                filter.isTrue("resourcesListChanged"),
                texts(filter.get("resourceSubscriptions")),
                texts(filter.get("taskIds")));
    }

    private static Set<String> texts(@Nullable Slice array) {
        Set<String> texts = new HashSet<>();
        try {
            if (array != null) {
                for (Slice element : Json.elements(array)) {
                    if (element.first() == '"') {
                        texts.add(Json.unquote(element));
                    }
                }
            }
        } catch (MalformedJsonException noArray) {
            return Set.of();
        }
        return texts;
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
        add(json, "resourceSubscriptions", filter.uris());
        add(json, "taskIds", filter.tasks());
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        return json.append('}').toString();
    }

    private static void add(StringBuilder json, String member, Set<String> texts) {
        if (!texts.isEmpty()) {
            json.append(Json.quote(member))
                    .append(':')
                    .append(new TreeSet<>(texts).stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")))
                    .append(',');
        }
    }
}
