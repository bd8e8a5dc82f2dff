package io.gatehouse.app.cli;

import io.gatehouse.app.config.Shown;
import io.gatehouse.gateway.catalog.Selection;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.ShortText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How commands show a list of tools, prompts or resources.
public final class EntryList {
    private static final int SUMMARY = 100;

    private final String heading;
    private final List<String> keys;

    /// @param heading over the names
    /// @param keys the members that an entry may be known by; the first that it has counts
    EntryList(String heading, String... keys) {
        this.heading = heading;
        this.keys = List.of(keys);
    }

    /// Those that fit.
    ///
    /// @param pattern with `*` and `?`, or null for all
    public List<ObjectView> matching(List<ObjectView> entries, @Nullable String pattern) {
        Selection wanted = new Selection(List.of(pattern == null ? "*" : pattern), List.of());
        return entries.stream().filter(entry -> wanted.includes(name(entry))).toList();
    }

    /// A sentence that names the entry nearest to a pattern that matches nothing; empty when none is near.
    public String suggestion(String pattern, List<ObjectView> entries) {
        return Shown.suggestion(pattern, entries.stream().map(this::name).toList());
    }

    /// The definitions as a JSON array.
    public static String json(List<ObjectView> entries) {
        return entries.stream().map(entry -> entry.whole().text()).collect(Collectors.joining(",", "[", "]"));
    }

    /// Names and what they are for, for people.
    public String table(List<ObjectView> entries) {
        Table table = new Table(heading, "DESCRIPTION");
        for (ObjectView entry : entries) {
            String description = entry.string("description");
            String first = description == null
                    ? ""
                    : description.strip().lines().findFirst().orElse("");
            table.row(name(entry), ShortText.of(first, SUMMARY));
        }
        return table.toString().stripTrailing();
    }

    private String name(ObjectView entry) {
        for (String key : keys) {
            String name = entry.string(key);
            if (name != null) {
                return name;
            }
        }
        return "";
    }
}
