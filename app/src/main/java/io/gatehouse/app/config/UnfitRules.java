package io.gatehouse.app.config;

import io.gatehouse.gateway.catalog.Facts;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.policy.rule.ToolRules;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;

/// Rules that do not fit the tools that servers list, so that the tools are withheld, and rules for tools that a server
/// does not have: a mistyped name leaves a tool open.
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
        }
        for (Rule rule : rules.rules()) {
            unmatched(rule, server, found);
        }
        return found;
    }

    private static void unmatched(Rule rule, Upstream server, List<String> found) {
        boolean named = rule.scope().servers().contains(server.name());
        boolean matches =
                server.snapshot().tools().stream().anyMatch(tool -> rule.scope().includes(server.name(), tool.key()));
        if (named && !matches) {
            found.add(Shown.member("rules", rule.name()) + ".tools: matches no tool of server " + server.name()
                    + ". Correct it, or remove it.");
        }
    }
}
