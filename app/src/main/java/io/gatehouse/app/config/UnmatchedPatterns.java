package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.Selection;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.protocol.ArgumentFit;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.settings.ToolTimes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What the configuration says of tools, arguments, prompts and resources that no server has: a mistyped `deny` leaves
/// a tool visible, a mistyped fixed argument leaves the tool out.
public final class UnmatchedPatterns {
    private final List<String> found = new ArrayList<>();

    private UnmatchedPatterns() {}

    /// A sentence for each pattern and name that matches nothing; servers that have not listed are passed over.
    public static List<String> in(List<ToolsetSettings> toolsets, List<Upstream> servers) {
        return servers.stream().flatMap(server -> of(toolsets, server).stream()).toList();
    }

    /// The same for what is said about one server.
    public static List<String> of(List<ToolsetSettings> toolsets, Upstream server) {
        Snapshot lists = server.snapshot();
        if (!lists.listed()) {
            return List.of();
        }
        UnmatchedPatterns unmatched = new UnmatchedPatterns();
        unmatched.times(server, lists);
        for (ToolsetSettings toolset : toolsets) {
            toolset.members().stream()
                    .filter(member -> member.server().equals(server.name()))
                    .forEach(member -> unmatched.member(
                            Shown.member("toolsets", toolset.name()) + ".servers." + member.server(), member, lists));
        }
        return List.copyOf(unmatched.found);
    }

    private void times(Upstream server, Snapshot lists) {
        List<String> tools = keys(lists.tools());
        for (ToolTimes times : server.settings().toolTimes()) {
            pattern(
                    Shown.member("servers." + server.name() + ".tools", times.tools()),
                    server.name(),
                    "tool",
                    times.tools(),
                    tools);
        }
    }

    private void member(String path, ToolsetSettings.Member member, Snapshot lists) {
        List<String> tools = keys(lists.tools());
        Set<String> names = Set.copyOf(tools);
        selection(path, "tool", member, member.tools(), tools);
        selection(path + ".prompts", "prompt", member, member.prompts(), keys(lists.prompts()));
        List<String> resources = Stream.concat(lists.resources().stream(), lists.templates().stream())
                .map(Listed::key)
                .toList();
        selection(path + ".resources", "resource", member, member.resources(), resources);
        member.overrides().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> add(
                        Shown.member(path + ".tools", name),
                        "the server " + member.server() + " has no such tool",
                        name,
                        tools));
        lists.tools().stream()
                .filter(tool -> member.tools().includes(tool.key()))
                .forEach(tool -> arguments(Shown.member(path + ".tools", tool.key()), member, tool));
    }

    private void arguments(String path, ToolsetSettings.Member member, Listed tool) {
        ToolsetSettings.ToolOverride override = member.overrides().get(tool.key());
        if (override == null) {
            return;
        }
        ObjectView schema = tool.definition().object("inputSchema");
        ObjectView properties = schema == null ? null : schema.object("properties");
        Collection<String> known = properties == null ? List.of() : properties.keys();
        override.fixedArguments().keySet().stream().sorted().forEach(argument -> {
            String where = Shown.member(path + ".arguments", argument);
            String whose = "the tool " + Shown.quoted(tool.key()) + " of the server " + member.server();
            switch (ArgumentFit.of(schema, argument)) {
                case TAKEN -> {}
                case ABSENT ->
                    add(
                            where,
                            whose + " has no such argument, so the tool is left out of this toolset",
                            argument,
                            known);
                case UNKNOWN ->
                    found.add(where + ": the input schema of " + whose + " does not say whether it has this argument."
                            + " It is sent anyway. Check its spelling in the tool's documentation.");
            }
        });
    }

    private void selection(
            String path, String what, ToolsetSettings.Member member, Selection selection, List<String> keys) {
        patterns(path + ".allow", what, member, selection.allow(), keys);
        patterns(path + ".deny", what, member, selection.deny(), keys);
    }

    private void patterns(
            String path, String what, ToolsetSettings.Member member, List<String> patterns, List<String> keys) {
        patterns.forEach(pattern -> pattern(path, member.server(), what, pattern, keys));
    }

    private void pattern(String path, String server, String what, String pattern, List<String> keys) {
        Selection one = new Selection(List.of(pattern), List.of());
        if (!pattern.equals("*") && keys.stream().noneMatch(one::includes)) {
            String message = Shown.quoted(pattern) + " matches no " + what + " of the server " + server;
            add(path, message, pattern, keys);
        }
    }

    private void add(String path, String message, String written, Collection<String> keys) {
        String suggestion = Shown.suggestion(written, keys);
        found.add(path + ": " + message + ". " + (suggestion.isEmpty() ? "Correct or remove it." : suggestion));
    }

    private static List<String> keys(List<Listed> all) {
        return all.stream().map(Listed::key).toList();
    }
}
