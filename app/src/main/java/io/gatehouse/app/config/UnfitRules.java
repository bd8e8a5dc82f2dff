package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.Facts;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.ToolRules;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Rules that do not fit the tools that servers list, so that the tools are withheld, rules that contradict each other,
/// and rules for several servers of which one has no such tool: a mistyped name leaves a tool open.
public final class UnfitRules {
    private UnfitRules() {}

    /// A sentence for each; servers that have not listed are passed over.
    public static List<String> in(RuleBook rules, List<Upstream> servers) {
        return servers.stream().flatMap(server -> of(rules, server).stream()).toList();
    }

    /// The same for one server.
    public static List<String> of(RuleBook rules, Upstream server) {
        if (rules.none() || !server.snapshot().listed()) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (Listed tool : server.snapshot().tools()) {
            ToolRules fitted = rules.of(Facts.ruled(server.settings(), tool));
            fitted.problems()
                    .forEach(problem -> found.add(Shown.member("rules", problem.rule()) + " does not fit the tool "
                            + Shown.quoted(tool.key()) + " of server " + server.name() + ": it " + problem.why()
                            + (problem.shadow() ? "." : ". The tool is withheld.")));
            fitted.conflicts().forEach(conflict -> found.add(contradiction(conflict, server, tool)));
        }
        for (Rule rule : rules.rules()) {
            unmatched(rule, server, found);
        }
        return found;
    }

    /// Whether a tool is withheld because a rule does not fit it.
    public static boolean withhold(RuleBook rules, List<Upstream> servers) {
        return !rules.none()
                && servers.stream()
                        .anyMatch(server -> server.snapshot().tools().stream()
                                .anyMatch(tool -> rules.of(Facts.ruled(server.settings(), tool)).problems().stream()
                                        .anyMatch(problem -> !problem.shadow())));
    }

    private static String contradiction(ToolRules.Conflict conflict, Upstream server, Listed tool) {
        String rules = conflict.rules().stream()
                .map(name -> Shown.member("rules", name))
                .collect(Collectors.joining(" and "));
        return rules + " set the argument " + Shown.quoted(conflict.argument()) + " of the tool "
                + Shown.quoted(tool.key()) + " of server " + server.name() + " to different values, so "
                + (conflict.always() ? "all its calls" : "calls that both match") + " are denied. Correct one of them.";
    }

    private static void unmatched(Rule rule, Upstream server, List<String> found) {
        boolean named =
                rule.scope().servers().size() > 1 && rule.scope().servers().contains(server.name());
        boolean matches =
                server.snapshot().tools().stream().anyMatch(tool -> rule.scope().includes(server.name(), tool.key()));
        if (named && !matches) {
            found.add(Shown.member("rules", rule.name()) + ".tools: matches no tool of server " + server.name()
                    + ". Correct it, or remove it.");
        }
    }
}
