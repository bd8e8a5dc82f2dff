package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One list, tools say, cut into pages that are kept as ready answers. A cursor names the last entry
/// before the page, so that it goes on at the right place even when the list has changed in between.
public final class ListPages {
    private final List<Map<ListForm, Page>> pages;
    /// The key of the last entry before a page → the index of the page.
    private final NavigableMap<String, Integer> starts = new TreeMap<>();

    /// @param member the name of the array in the result, `tools` say
    /// @param entries the definitions by the key that orders them
    ListPages(
            String member,
            NavigableMap<String, ListEntry> entries,
            int pageSize,
            long ttlMillis,
            CacheScope cacheScope) {
        String tail = ",\"ttlMs\":" + ttlMillis + ",\"cacheScope\":\"" + cacheScope.wire()
                + "\",\"resultType\":\"complete\"}";
        this.pages = new ArrayList<>();
        List<Map.Entry<String, ListEntry>> all = List.copyOf(entries.entrySet());
        for (int from = 0; from == 0 || from < all.size(); from += pageSize) {
            int to = Math.min(from + pageSize, all.size());
            if (from > 0) {
                starts.put(all.get(from - 1).getKey(), pages.size());
            }
            String next = to < all.size() ? cursor(all.get(to - 1).getKey()) : null;
            List<ListEntry> shown =
                    all.subList(from, to).stream().map(Map.Entry::getValue).toList();
            Page modern = new Page(body(member, shown, ListForm.MODERN, next), tail);
            Page older = page(member, shown, ListForm.OLDER, next, modern);
            Page withTasks = same(shown, ListForm.WITH_TASKS, ListForm.OLDER)
                    ? older
                    : page(member, shown, ListForm.WITH_TASKS, next, modern);
            pages.add(new EnumMap<>(
                    Map.of(ListForm.MODERN, modern, ListForm.WITH_TASKS, withTasks, ListForm.OLDER, older)));
        }
    }

    /// The page at a cursor, the first without one; null for a cursor that this gateway never gave.
    @Nullable
    public Response at(@Nullable String cursor, ListForm form) {
        int index = 0;
        if (cursor != null) {
            String after = keyOf(cursor);
            if (after == null) {
                return null;
            }
            Integer known = starts.get(after);
            Map.Entry<String, Integer> floor = starts.floorEntry(after);
            index = known != null ? known : floor == null ? 0 : floor.getValue();
        }
        return Objects.requireNonNull(pages.get(index).get(form)).response();
    }

    /// Whether both lists give the same answers.
    boolean same(ListPages other) {
        if (pages.size() != other.pages.size()) {
            return false;
        }
        for (int index = 0; index < pages.size(); index++) {
            if (!pages.get(index).equals(other.pages.get(index))) {
                return false;
            }
        }
        return true;
    }

    /// A page of another form than the modern, whose bytes it shares where there is no difference.
    private static Page page(
            String member, List<ListEntry> entries, ListForm form, @Nullable String next, Page modern) {
        boolean same = same(entries, form, ListForm.MODERN);
        return new Page(same ? modern.body : body(member, entries, form, next), "}");
    }

    private static boolean same(List<ListEntry> entries, ListForm one, ListForm other) {
        return entries.stream().allMatch(entry -> entry.in(one) == entry.in(other));
    }

    private static byte[] body(String member, List<ListEntry> entries, ListForm form, @Nullable String next) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("{\"" + member + "\":[").getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (ListEntry entry : entries) {
            if (!first) {
                out.write(',');
            }
            first = false;
            Slice definition = entry.in(form);
            out.write(definition.array(), definition.offset(), definition.length());
        }
        out.write(']');
        if (next != null) {
            out.writeBytes((",\"nextCursor\":" + Json.quote(next)).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String keyOf(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }

    /// A page in one form, and its answer, made when it is first asked for.
    private static final class Page {
        private final byte[] body;
        private final String tail;
        private volatile @Nullable Response response;

        Page(byte[] body, String tail) {
            this.body = body;
            this.tail = tail;
        }

        Response response() {
            Response known = response;
            if (known != null) {
                return known;
            }
            byte[] end = tail.getBytes(StandardCharsets.UTF_8);
            byte[] whole = Arrays.copyOf(body, body.length + end.length);
            System.arraycopy(end, 0, whole, body.length, end.length);
            Response made = Response.result(whole);
            response = made;
            return made;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Page page && Arrays.equals(body, page.body);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(body);
        }
    }
}
