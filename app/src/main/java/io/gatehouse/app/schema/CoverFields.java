package io.gatehouse.app.schema;

import io.gatehouse.policy.Covered;
import io.gatehouse.policy.Per;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The fields by which a limit says what it covers, and for whom it is counted.
final class CoverFields {
    private static final Pattern PATTERN = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,1024}");
    private static final List<String> ALL = List.of("*");

    private final Form<?> form;
    private final Field<List<String>> servers;
    private final Field<List<String>> tools;

    /// @param form that has them
    CoverFields(Form<?> form) {
        this.form = form;
        servers = form.field(
                "servers", Kinds.listOrOne(name()), ALL, "\"*\"", "Servers that it covers; * stands for any text.");
        tools = form.field(
                "tools",
                Kinds.listOrOne(name()),
                ALL,
                "\"*\"",
                "Tools that it covers, as their servers name them; * stands for any text.");
    }

    /// One more list of patterns, by default empty.
    Field<List<String>> more(String name, String told) {
        return form.field(name, Kinds.listOrOne(name()), List.of(), "none", told);
    }

    /// What it is counted for.
    Field<List<Set<Per>>> per() {
        Map<String, Set<Per>> words = new LinkedHashMap<>();
        for (Per each : Per.values()) {
            words.put(each.name().toLowerCase(Locale.ROOT), Set.of(each));
        }
        words.put("all", Set.of());
        return form.field(
                "per",
                Kinds.listOrOne(Kinds.choice(words)),
                List.of(Set.of(Per.CALLER)),
                "caller",
                "What has a count of its own: each caller, key, session, tenant, server or tool, or several of these"
                        + " together; all for one count of everything.");
    }

    /// A name or pattern.
    static Kind<String> name() {
        return Kinds.text("a name or pattern", PATTERN, "Write \"*\" for all.");
    }

    /// Notes an error for each list that covers nothing.
    void requireSome(Values values) {
        for (Field<List<String>> list : List.of(servers, tools)) {
            if (values.get(list).isEmpty()) {
                values.error(list, "is empty", "Write \"*\" for all.");
            }
        }
    }

    /// Whether tools are named.
    boolean namesTools(Values values) {
        return values.written(tools);
    }

    /// Those servers.
    List<String> servers(Values values) {
        return values.get(servers);
    }

    /// Those tools.
    List<String> tools(Values values) {
        return values.get(tools);
    }

    /// Tools only.
    Covered ofTools(Values values) {
        return Covered.tools(servers(values), tools(values));
    }

    /// What it is counted for. Notes an error where that cannot be told.
    static Set<Per> counted(Values values, Field<List<Set<Per>>> per) {
        List<Set<Per>> written = values.get(per);
        if (written.isEmpty()) {
            values.error(per, "is empty", "Write `all` for one count of everything.");
        } else if (written.size() > 1 && written.contains(Set.<Per>of())) {
            values.error(per, "has `all` beside others", "Remove it, or the others.");
        }
        Set<Per> all = EnumSet.noneOf(Per.class);
        written.forEach(all::addAll);
        return all;
    }
}
