package io.gatehouse.doors.messages;

import io.gatehouse.models.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which part of a list a request asks for, as SDKs do that turn the pages: `limit`, `after_id`, `before_id`.
///
/// @param limit entries of a page, 1 to 1,000
/// @param after the id of the last entry before the page; null for none
/// @param before the id of the first entry after the page; null for none
record ModelCursor(
        int limit, @Nullable String after, @Nullable String before) {
    private static final int USUAL = 20;
    private static final int MOST = 1_000;

    /// A page, and whether there are more in the direction in which the pages are turned.
    record Page(List<String> ids, boolean more) {}

    /// Reads a query; members that are not known here are ignored.
    ///
    /// @throws ApiException when it makes no sense
    static ModelCursor of(@Nullable String query) throws ApiException {
        Map<String, String> given = given(query);
        String after = given.get("after_id");
        String before = given.get("before_id");
        if (after != null && before != null) {
            throw ApiException.invalid("before_id: only one of after_id and before_id can be given");
        }
        return new ModelCursor(limit(given.get("limit")), after, before);
    }

    private static int limit(@Nullable String given) throws ApiException {
        if (given == null) {
            return USUAL;
        }
        int limit;
        try {
            limit = Integer.parseInt(given);
        } catch (NumberFormatException noNumber) {
            throw ApiException.invalid("limit: Input should be a valid integer");
        }
        if (limit < 1 || limit > MOST) {
            throw ApiException.invalid("limit: Input should be from 1 to " + MOST);
        }
        return limit;
    }

    private static Map<String, String> given(@Nullable String query) throws ApiException {
        Map<String, String> given = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                given.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return given;
    }

    private static String decoded(String value) throws ApiException {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw ApiException.invalid(
                    "The query of the address has a % that is not followed by an encoded" + " character.");
        }
    }

    /// Whether it begins or ends at an entry that is not in a list.
    boolean outside(List<String> ids) {
        String place = after == null ? before : after;
        return place != null && !ids.contains(place);
    }

    /// Its page of a list.
    ///
    /// @throws ApiException when the list does not have the entry that the page begins or ends at
    Page of(List<String> ids) throws ApiException {
        if (before != null) {
            int end = index(ids, "before_id", before);
            int start = Math.max(0, end - limit);
            return new Page(ids.subList(start, end), start > 0);
        }
        int start = after == null ? 0 : index(ids, "after_id", after) + 1;
        int end = Math.min(ids.size(), start + limit);
        return new Page(ids.subList(start, end), end < ids.size());
    }

    private static int index(List<String> ids, String field, String id) throws ApiException {
        int at = ids.indexOf(id);
        if (at < 0) {
            throw ApiException.invalid(field + ": there is no model of this name in the list");
        }
        return at;
    }
}
