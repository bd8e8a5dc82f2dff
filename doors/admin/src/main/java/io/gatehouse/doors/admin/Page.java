package io.gatehouse.doors.admin;

import io.gatehouse.protocol.Json;
import java.util.ArrayList;
import java.util.List;

/// A page of a list, while it is put together.
final class Page {
    private final List<String> entries = new ArrayList<>();
    private final int most;
    private final String after;
    private boolean begun;
    private boolean more;
    private String last = "";

    /// @param after the id of the entry before the page; empty for the first page
    /// @param most entries
    Page(String after, int most) {
        this.after = after;
        this.begun = after.isEmpty();
        this.most = most;
    }

    /// Adds the next entry of the list, if it belongs to the page.
    ///
    /// @param json the entry; empty for one that is not shown
    void add(String id, String json) {
        if (!begun) {
            begun = id.equals(after);
        } else if (!json.isEmpty()) {
            if (entries.size() < most) {
                entries.add(json);
                last = id;
            } else {
                more = true;
            }
        }
    }

    /// Whether it needs no further entry.
    boolean complete() {
        return more;
    }

    /// The page as an object.
    ///
    /// @param name the member with the entries
    /// @throws AdminProblem when the list does not have the entry before the page
    String json(String name) throws AdminProblem {
        if (!begun) {
            throw AdminProblem.invalid("The parameter after is no entry of the list. Start again without it.");
        }
        return "{" + Json.quote(name) + ":[" + String.join(",", entries) + "],\"next\":"
                + (more ? Json.quote(last) : "null") + "}";
    }
}
