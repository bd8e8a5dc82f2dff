package io.gatehouse.app;

import io.gatehouse.gateway.Selection;
import io.gatehouse.protocol.ObjectView;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How commands show a list of tools, prompts or resources.
final class EntryList {
    private static final int SUMMARY = 100;

    private final String heading;
    private final List<String> keys;

    /// @param heading over the names
    /// @param keys the members that an entry may be known by; the first that it has counts
    EntryList(String heading, String... keys) {
        this.heading = heading;
        this.keys = List.of(keys);
    }

    /// Prints those that fit.
    ///
    /// @param pattern with `*` and `?`, or null for all
    /// @param json whether to print the definitions
    void print(List<ObjectView> entries, @Nullable String pattern, boolean json, Terminal terminal) {
        Selection wanted = new Selection(List.of(pattern == null ? "*" : pattern), List.of());
        List<ObjectView> shown =
                entries.stream().filter(entry -> wanted.includes(name(entry))).toList();
        terminal.out().println(json ? json(shown) : table(shown));
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

    private static String json(List<ObjectView> entries) {
        return entries.stream().map(entry -> entry.whole().text()).collect(Collectors.joining(",", "[", "]"));
    }

    private String table(List<ObjectView> entries) {
        Table table = new Table(heading, "WHAT IT IS FOR");
        for (ObjectView entry : entries) {
            String description = entry.string("description");
            String first = description == null
                    ? ""
                    : description.strip().lines().findFirst().orElse("");
            table.row(name(entry), first.length() > SUMMARY ? first.substring(0, SUMMARY) + "…" : first);
        }
        return table.toString().stripTrailing();
    }
}
