package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The entries of one list, in the order they were added, and the pages that clients get, made once a change.
final class Listing<T> {
    private final String member;
    private final Function<T, String> key;
    private final Function<T, ObjectNode> definition;
    private final KitSettings settings;
    private volatile Snapshot<T> snapshot;

    private record Snapshot<T>(Map<String, T> entries, List<Response> legacy, List<Response> modern) {}

    /// @param member the name of the list in results, `tools` say
    Listing(
            String member,
            Function<T, String> key,
            Function<T, ObjectNode> definition,
            KitSettings settings,
            Collection<T> entries) {
        this.member = member;
        this.key = key;
        this.definition = definition;
        this.settings = settings;
        Map<String, T> named = new LinkedHashMap<>();
        for (T entry : entries) {
            if (named.put(key.apply(entry), entry) != null) {
                throw new IllegalArgumentException("two " + member + " are called " + key.apply(entry));
            }
        }
        this.snapshot = pages(named);
    }

    @Nullable
    T find(String name) {
        return snapshot.entries().get(name);
    }

    Collection<T> all() {
        return snapshot.entries().values();
    }

    Collection<String> names() {
        return snapshot.entries().keySet();
    }

    /// Adds an entry at the end, or replaces the one of the same name where it stands.
    synchronized void put(T entry) {
        Map<String, T> changed = new LinkedHashMap<>(snapshot.entries());
        changed.put(key.apply(entry), entry);
        snapshot = pages(changed);
    }

    /// Whether there was one.
    synchronized boolean remove(String name) {
        Map<String, T> changed = new LinkedHashMap<>(snapshot.entries());
        if (changed.remove(name) == null) {
            return false;
        }
        snapshot = pages(changed);
        return true;
    }

    /// One page of the list; the first when there is no cursor.
    Response page(@Nullable String cursor, boolean modern) {
        List<Response> pages = modern ? snapshot.modern() : snapshot.legacy();
        int page = cursor == null ? 0 : pageOf(cursor);
        if (page < 0 || page >= pages.size()) {
            return Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "params.cursor is none of this list's, or the list has become shorter: ask for the first page");
        }
        return pages.get(page);
    }

    private Snapshot<T> pages(Map<String, T> entries) {
        List<Response> legacy = new ArrayList<>();
        List<Response> modern = new ArrayList<>();
        List<T> all = List.copyOf(entries.values());
        int count = Math.max(1, (all.size() + settings.pageSize() - 1) / settings.pageSize());
        for (int page = 0; page < count; page++) {
            int from = page * settings.pageSize();
            List<T> shown = all.subList(from, Math.min(all.size(), from + settings.pageSize()));
            String next = page + 1 < count ? cursorOf(page + 1) : null;
            legacy.add(page(shown, next, ""));
            modern.add(page(
                    shown,
                    next,
                    ",\"ttlMs\":" + settings.timeToLive().toMillis() + ",\"cacheScope\":\""
                            + settings.listScope().wire() + "\""));
        }
        return new Snapshot<>(entries, List.copyOf(legacy), List.copyOf(modern));
    }

    private Response page(List<T> shown, @Nullable String next, String more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("{\"" + member + "\":[").getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (T entry : shown) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(JsonValues.bytes(definition.apply(entry)));
        }
        String end = "]" + (next == null ? "" : ",\"nextCursor\":\"" + next + "\"") + more + "}";
        out.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        return Response.result(out.toByteArray());
    }

    private static String cursorOf(int page) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("page " + page).getBytes(StandardCharsets.US_ASCII));
    }

    private static int pageOf(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            return text.startsWith("page ") ? Integer.parseInt(text, 5, text.length(), 10) : -1;
        } catch (IllegalArgumentException notOurs) {
            return -1;
        }
    }
}
