package io.gatehouse.app.schema;

import io.gatehouse.app.config.RuleTest;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Slice;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A test in a file of rule tests.
final class RuleTestForm extends Form<RuleTest> {
    private static final Pattern ANY = Pattern.compile("[\\s\\S]+");

    private final Field<String> name = field("name", Kinds.text(), "What it tests, for people.");
    private final Field<String> as = field(
            "as",
            Kinds.text(),
            "anonymous",
            "anonymous",
            "The caller: the name of a key in the configuration. With `roles`, that of a stored key.");
    private final Field<List<String>> roles = field(
            "roles",
            Kinds.listOrOne(Kinds.text()),
            "The roles of the caller. Default: those that the configuration gives to the key.");
    private final Field<String> user =
            field("user", Kinds.text(), "", "none", "The user in whose name the caller acts.");
    private final Field<String> tenant = field("tenant", Kinds.text(), "", "none", "The tenant of the caller.");
    private final Field<Slice> claims =
            field("claims", new JsonKind(), "The claims of the caller's token. Then `as` is the subject of the token.");
    private final Field<String> server = field("server", Kinds.text(), "The server.");
    private final Field<String> tool = field("tool", Kinds.text(), "The tool, as its server calls it.");
    private final Field<String> effects =
            field("effects", Kinds.choice(words("read", "write", "destroy", "send")), "write", "What the tool does.");
    private final Field<Slice> args = field("args", new JsonKind(), "The arguments.");
    private final Field<String> door =
            field("door", Kinds.choice(words("mcp", "messages", "stdio", "cli")), "mcp", "The door of the call.");
    private final Field<Slice> client =
            field("client", new JsonKind(), "What the client says that it is: a name and a version.");
    private final Field<Instant> time = field(
            "time", Kinds.parsed("a time such as 2026-07-28T12:00:00Z", RuleTestForm::time), "When. Default: now.");
    private final Field<String> expect = field(
            "expect",
            Kinds.choice(words("allow", "narrow", "confirm-model", "confirm", "approve", "deny")),
            "What must become of the call.");
    private final Field<String> rule = field("rule", Kinds.text(), "", "any", "The rule that must decide.");
    private final Field<Map<String, Slice>> narrowed = field(
            "narrowed",
            Kinds.map("the name of an argument", ANY, new JsonKind()),
            "All arguments that must be changed, with their new values.");

    RuleTestForm() {
        super("A call, and what must become of it.");
    }

    private static Map<String, String> words(String... words) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String word : words) {
            all.put(word, word);
        }
        return all;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    @Nullable
    RuleTest build(Values values) {
        String where = values.require(server, "Name the server.");
        String what = values.require(tool, "Name the tool.");
        String outcome = values.require(expect, "Write allow, narrow, confirm, approve or deny.");
        Slice arguments = object(values, args);
        Slice said = object(values, client);
        Slice claimed = object(values, claims);
        String named = values.find(name);
        Instant when = values.find(time);
        String decides = values.get(rule);
        Map<String, Slice> changed = values.find(narrowed);
        if (where == null || what == null || outcome == null || values.broken()) {
            return null;
        }
        if (!decides.isEmpty() && outcome.equals("allow")) {
            values.error(rule, "decides nothing where the call is allowed", "Remove it, or correct expect.");
        }
        return new RuleTest(
                named == null ? where + "." + what : named,
                values.position(),
                new RuleTest.Call(
                        new RuleTest.Who(
                                values.get(as), values.find(roles), values.get(user), values.get(tenant), claimed),
                        new ToolFacts(where, what, values.get(effects), null, null),
                        arguments,
                        values.get(door),
                        said,
                        when == null ? Instant.now() : when),
                new RuleTest.Expected(outcome, decides, changed));
    }

    private static @Nullable Slice object(Values values, Field<Slice> field) {
        Slice value = values.find(field);
        if (value != null && value.first() != '{') {
            values.error(field, "must be a map", "");
        }
        return value;
    }
}
