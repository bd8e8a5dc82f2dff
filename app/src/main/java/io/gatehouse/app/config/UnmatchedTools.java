package io.gatehouse.app.config;

import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Covered;
import io.gatehouse.policy.ReachLimit;
import io.gatehouse.policy.RepeatLimit;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.protocol.ArgumentFit;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// Tools, prompts and arguments that rules and limits name and that no server has. Mistyped, they leave something
/// without a rule or a limit.
public final class UnmatchedTools {
    private static final String CORRECT = "Correct it, or remove it.";

    private final List<Upstream> servers;
    private final List<String> found = new ArrayList<>();

    private UnmatchedTools(List<Upstream> servers) {
        this.servers = servers;
    }

    /// A sentence for each. What covers a server that has not listed is passed over.
    ///
    /// @param servers all of them
    public static List<String> in(AuthSettings auth, List<Upstream> servers) {
        UnmatchedTools unmatched = new UnmatchedTools(servers);
        for (Rule rule : auth.rules().rules()) {
            List<String> named = rule.scope().servers();
            unmatched.patterns(
                    Shown.member("rules", rule.name()) + ".tools",
                    "tool",
                    named.isEmpty() ? List.of("*") : named,
                    rule.scope().tools(),
                    Snapshot::tools);
        }
        for (CallLimit limit : auth.usage().limits()) {
            unmatched.covered(Shown.member("usage.limits", limit.name()), limit.covered());
        }
        for (ReachLimit limit : auth.usage().reach()) {
            unmatched.covered(Shown.member("usage.reach", limit.name()), limit.covered());
            unmatched.argument(limit);
        }
        for (RepeatLimit limit : auth.usage().repeats()) {
            unmatched.covered(Shown.member("usage.repeats", limit.name()), limit.covered());
        }
        return List.copyOf(unmatched.found);
    }

    private void covered(String path, Covered covered) {
        patterns(path + ".tools", "tool", covered.servers(), covered.tools(), Snapshot::tools);
        patterns(path + ".prompts", "prompt", covered.servers(), covered.prompts(), Snapshot::prompts);
    }

    private void patterns(
            String path,
            String what,
            List<String> covered,
            List<String> patterns,
            Function<Snapshot, List<Listed>> lists) {
        List<Upstream> within = within(covered);
        List<String> keys = within.stream()
                .flatMap(server -> lists.apply(server.snapshot()).stream())
                .map(Listed::key)
                .toList();
        for (String pattern : patterns) {
            if (!within.isEmpty() && !pattern.equals("*") && keys.stream().noneMatch(new Glob(pattern)::matches)) {
                add(path, Shown.quoted(pattern) + " matches no " + what + " of " + text(within), pattern, keys);
            }
        }
    }

    private void argument(ReachLimit limit) {
        List<Listed> tools = within(limit.covered().servers()).stream()
                .flatMap(server -> server.snapshot().tools().stream())
                .filter(tool ->
                        limit.covered().tools().stream().anyMatch(pattern -> new Glob(pattern).matches(tool.key())))
                .toList();
        String first = limit.argument().getFirst();
        boolean absent = tools.stream()
                .allMatch(tool -> ArgumentFit.of(tool.definition().object("inputSchema"), first) == ArgumentFit.ABSENT);
        if (!tools.isEmpty() && absent) {
            add(
                    Shown.member("usage.reach", limit.name()) + ".argument",
                    "no tool that it covers has an argument " + Shown.quoted(first),
                    first,
                    tools.stream()
                            .flatMap(tool -> arguments(tool).stream())
                            .distinct()
                            .toList());
        }
    }

    private static Collection<String> arguments(Listed tool) {
        ObjectView schema = tool.definition().object("inputSchema");
        ObjectView properties = schema == null ? null : schema.object("properties");
        return properties == null ? List.of() : properties.keys();
    }

    /// The servers that patterns match; none where one of them has not listed.
    private List<Upstream> within(List<String> patterns) {
        List<Upstream> within = servers.stream()
                .filter(server -> patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(server.name())))
                .toList();
        return within.stream().allMatch(server -> server.snapshot().listed()) ? within : List.of();
    }

    private void add(String path, String message, String written, Collection<String> keys) {
        String suggestion = Shown.suggestion(written, keys);
        found.add(path + ": " + message + ". " + (suggestion.isEmpty() ? CORRECT : suggestion));
    }

    private static String text(List<Upstream> servers) {
        return servers.size() == 1 ? "server " + servers.getFirst().name() : "the servers that it covers";
    }
}
