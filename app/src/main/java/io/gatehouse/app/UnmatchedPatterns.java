package io.gatehouse.app;

import io.gatehouse.gateway.Selection;
import io.gatehouse.gateway.ToolsetSettings;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Phase;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What toolsets say of tools, prompts and resources that no server has: a mistyped `deny` leaves a tool visible.
final class UnmatchedPatterns {
    private final List<String> found = new ArrayList<>();

    private UnmatchedPatterns() {}

    /// A sentence for each pattern and name that matches nothing; servers that are not ready are passed over.
    static List<String> in(List<ToolsetSettings> toolsets, List<Upstream> servers) {
        UnmatchedPatterns unmatched = new UnmatchedPatterns();
        for (ToolsetSettings toolset : toolsets) {
            for (ToolsetSettings.Member member : toolset.members()) {
                servers.stream()
                        .filter(server -> server.name().equals(member.server()))
                        .filter(server -> server.state().phase() == Phase.READY)
                        .forEach(server -> unmatched.member(
                                "toolsets." + toolset.name() + ".servers." + member.server(),
                                member,
                                server.snapshot()));
            }
        }
        return unmatched.found;
    }

    private void member(String path, ToolsetSettings.Member member, Snapshot lists) {
        List<String> tools = keys(lists.tools());
        selection(path, "tool", member, member.tools(), tools);
        selection(path + ".prompts", "prompt", member, member.prompts(), keys(lists.prompts()));
        List<String> resources = Stream.concat(lists.resources().stream(), lists.templates().stream())
                .map(Listed::key)
                .toList();
        selection(path + ".resources", "resource", member, member.resources(), resources);
        member.overrides().keySet().stream()
                .filter(name -> !tools.contains(name))
                .sorted()
                .forEach(name -> add(
                        Shown.member(path + ".tools", name),
                        "the server " + member.server() + " has no such tool",
                        name,
                        tools));
    }

    private void selection(
            String path, String what, ToolsetSettings.Member member, Selection selection, List<String> keys) {
        patterns(path + ".allow", what, member, selection.allow(), keys);
        patterns(path + ".deny", what, member, selection.deny(), keys);
    }

    private void patterns(
            String path, String what, ToolsetSettings.Member member, List<String> patterns, List<String> keys) {
        for (String pattern : patterns) {
            Selection one = new Selection(List.of(pattern), List.of());
            if (!pattern.equals("*") && keys.stream().noneMatch(one::includes)) {
                String message = Shown.quoted(pattern) + " matches no " + what + " of the server " + member.server();
                add(path, message, pattern, keys);
            }
        }
    }

    private void add(String path, String message, String written, List<String> keys) {
        String suggestion = Shown.suggestion(written, keys);
        found.add(path + ": " + message + ". " + (suggestion.isEmpty() ? "Correct or remove it." : suggestion));
    }

    private static List<String> keys(List<Listed> all) {
        return all.stream().map(Listed::key).toList();
    }
}
