package io.gatehouse.app.schema;

import io.gatehouse.policy.rule.ArgumentLimit;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.policy.rule.RuleOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A rule in `rules`. What it makes still wants a name; its condition is compiled with those of all rules.
final class RuleForm extends Form<Function<String, Rule>> {
    /// The name of the field that holds the condition.
    static final String WHEN = "when";

    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern MESSAGE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
    private static final Pattern ARGUMENT = Pattern.compile("[^\\p{Cntrl}]{1,128}");
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
        String message = values.find(deny);
        Map<String, ArgumentLimit> limits = values.find(narrow);
        String condition = values.find(when);
        boolean reports = values.get(shadow);
        if (values.broken()) {
            return null;
        }
        if (values.blank(when)) {
            values.error(when, "is empty", "Write a condition, or leave it out for every call.");
            return null;
        }
        if ((message == null) == (limits == null) || limits != null && limits.isEmpty()) {
            values.error("must have either deny or narrow", "Write `deny: \"Why, and what to do instead.\"`.");
            return null;
        }
        RuleOutcome outcome = message == null
                ? new RuleOutcome.Narrow(Objects.requireNonNull(limits))
                : new RuleOutcome.Deny(message);
        return name -> new Rule(name, scope, condition, outcome, reports);
    }
}
