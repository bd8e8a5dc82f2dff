package io.gatehouse.app.schema;

import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.rule.ArgumentLimit;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A rule in `rules`. What it makes still wants a name; its condition is compiled with those of all rules.
final class RuleForm extends Form<Function<String, Rule>> {
    /// The name of the field that holds the condition.
    static final String WHEN = "when";

    private static final String MODEL = "model";
    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern MESSAGE = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,1000}");
    private static final Pattern ARGUMENT = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,128}");
    private static final String EVERYTHING = "Leave it out for all.";

    private final Field<List<String>> servers = names("servers", "Servers whose calls it can match.");
    private final Field<List<String>> tools =
            names("tools", "Tools whose calls it can match, as their servers call them.");
    private final Field<List<String>> doors = field(
            "doors",
            Kinds.listOrOne(Kinds.choice(ordered("mcp", "messages", "stdio", "cli"))),
            List.of(),
            "all",
            "Doors whose calls it can match: `mcp` (HTTP), `messages` (the Messages API), `stdio` and `cli`, commands"
                    + " that run without a gateway.");
    private final Field<String> when = field(
            WHEN,
            Kinds.text(),
            "Condition in CEL over caller, tenant, server, tool, args, time, door and client. Default: every call.");
    private final Field<String> deny = field(
            "deny",
            Kinds.text("a text of at most 1,000 characters", MESSAGE, ""),
            "Deny the call, with this message for the model.");
    private final Field<String> confirm = field(
            "confirm",
            Kinds.text("a text of at most 1,000 characters", MESSAGE, ""),
            "Have the user of the client agree first; the reason, as a clause that goes on after `because`. `model`: the"
                    + " model alone has to confirm, by making the same call again after it was shown what would happen.");
    private final Field<String> approve = field(
            "approve",
            Kinds.text("a text of at most 1,000 characters", MESSAGE, ""),
            "Have somebody else than the caller agree first; the reason, as for confirm.");
    private final Field<Map<String, ArgumentLimit>> narrow = field(
            "narrow",
            Kinds.map("the name of an argument", ARGUMENT, new ArgumentLimitForm()),
            "Change arguments of the call, by their names.");
    private final Field<Boolean> shadow = field(
            "shadow",
            Kinds.flag(),
            false,
            "false",
            "Whether it only reports what it would do, in the log and in /metrics.");

    RuleForm() {
        super("What becomes of some calls of tools; * stands for any text in servers and tools.");
    }

    private Field<List<String>> names(String name, String told) {
        return field(
                name, Kinds.listOrOne(Kinds.text("a name or pattern", PATTERN, EVERYTHING)), List.of(), "all", told);
    }

    private static Map<String, String> ordered(String... words) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String word : words) {
            all.put(word, word);
        }
        return all;
    }

    @Override
    @Nullable
    Function<String, Rule> build(Values values) {
        for (Field<?> list : List.of(servers, tools, doors)) {
            if (values.blank(list)) {
                values.error(list, "is empty", EVERYTHING);
            }
        }
        Rule.Scope scope = new Rule.Scope(values.get(servers), values.get(tools), values.get(doors));
        List<RuleOutcome> outcomes = outcomes(values);
        String condition = values.find(when);
        boolean reports = values.get(shadow);
        if (values.broken()) {
            return null;
        }
        if (values.blank(when)) {
            values.error(when, "is empty", "Write a condition, or leave it out for every call.");
            return null;
        }
        if (outcomes.isEmpty() && values.strange(this)) {
            return null;
        }
        if (outcomes.size() != 1) {
            values.error(
                    "must have one of deny, confirm, approve and narrow",
                    "Write `deny: \"Why, and what to do instead.\"`.");
            return null;
        }
        RuleOutcome outcome = outcomes.getFirst();
        return name -> new Rule(name, scope, condition, outcome, reports);
    }

    private List<RuleOutcome> outcomes(Values values) {
        List<RuleOutcome> written = new ArrayList<>();
        String message = values.find(deny);
        if (message != null) {
            written.add(new RuleOutcome.Deny(message));
        }
        String asked = values.find(confirm);
        if (asked != null) {
            written.add(
                    asked.equals(MODEL)
                            ? new RuleOutcome.Ask(Agreement.MODEL, "a rule has such calls made twice")
                            : new RuleOutcome.Ask(Agreement.CONFIRM, asked));
        }
        String approved = values.find(approve);
        if (approved != null) {
            written.add(new RuleOutcome.Ask(Agreement.APPROVE, approved));
        }
        Map<String, ArgumentLimit> limits = values.find(narrow);
        if (limits != null && !limits.isEmpty()) {
            written.add(new RuleOutcome.Narrow(limits));
        }
        return written;
    }
}
