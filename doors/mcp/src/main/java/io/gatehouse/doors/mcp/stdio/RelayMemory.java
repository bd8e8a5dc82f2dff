package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a legacy client has done that a gateway keeps in memory only, so that it can be done again with the next one.
/// Safe for use by several threads.
final class RelayMemory {
    private @Nullable Request initialize;
    private @Nullable ObjectView capabilities;
    private boolean initialized;
    private @Nullable Request level;
    private final Map<String, Request> watched = new LinkedHashMap<>();

    /// A session has begun: what was before belongs to no session any more.
    synchronized void began(Request request, Response answer) {
        initialize = request;
        ObjectView result = answer.result();
        capabilities = result == null ? null : result.object("capabilities");
        initialized = false;
        level = null;
        watched.clear();
    }

    /// The client has said that it is ready.
    synchronized void initialized() {
        initialized = true;
    }

    /// The gateway has done what the client asked for.
    synchronized void done(Request request) {
        String uri = request.uri();
        switch (request.method()) {
            case Method.SET_LEVEL -> level = request;
            case Method.RESOURCES_SUBSCRIBE -> {
                if (uri != null) {
                    watched.put(uri, request);
                }
            }
            case Method.RESOURCES_UNSUBSCRIBE -> {
                if (uri != null) {
                    watched.remove(uri);
                }
            }
            default -> {}
        }
    }

    /// The request that began the session; null when none has begun.
    synchronized @Nullable Request initialize() {
        return initialize;
    }

    synchronized boolean ready() {
        return initialized;
    }

    /// The requests whose effects are in memory only.
    synchronized List<Request> effects() {
        List<Request> effects = new ArrayList<>();
        if (level != null) {
            effects.add(level);
        }
        effects.addAll(watched.values());
        return effects;
    }

    /// Says that anything the client was to be told of may have changed.
    synchronized List<Notification> notices() {
        List<Notification> notices = new ArrayList<>();
        ObjectView declared = capabilities;
        if (declared != null) {
            changed(notices, declared.object("tools"), Method.TOOLS_CHANGED);
            changed(notices, declared.object("prompts"), Method.PROMPTS_CHANGED);
            changed(notices, declared.object("resources"), Method.RESOURCES_CHANGED);
        }
        watched.keySet()
                .forEach(uri ->
                        notices.add(Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":" + Json.quote(uri) + "}")));
        return notices;
    }

    private static void changed(List<Notification> notices, @Nullable ObjectView declared, String method) {
        if (declared != null && declared.isTrue("listChanged")) {
            notices.add(Notification.of(method, null));
        }
    }
}
