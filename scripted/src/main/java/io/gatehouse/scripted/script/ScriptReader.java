package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a script: its models, its turns, and how they are delivered unless a turn says otherwise.
final class ScriptReader {
    private static final Set<String> STOPS = keys(
            "end_turn",
            "tool_use",
            "max_tokens",
            "stop_sequence",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded");
    private static final Set<String> KEYS = keys("models", "turns", "delay", "pace", "pieces");
    private static final Set<String> TURN_KEYS = keys(
            "when",
            "say",
            "stop",
            "usage",
            "times",
            "delay",
            "pace",
            "pieces",
            "error",
            "error-after",
            "drop-after",
            "stall-after");
    private static final Set<String> USAGE_KEYS = keys("input", "output", "cache-read", "cache-creation");

    private final ScriptProblems problems;

    private ScriptReader(ScriptProblems problems) {
        this.problems = problems;
    }

    static Script read(String yaml, String name) throws ScriptException {
        ScriptProblems problems = new ScriptProblems(name);
        ScriptNode root = new ScriptParser(problems).parse(yaml);
        Script script =
                root == null ? new Script(name, List.of(), List.of()) : new ScriptReader(problems).script(root, name);
        problems.check();
        return script;
    }

    /// Keys in the order in which messages name them.
    static Set<String> keys(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    private Script script(ScriptNode root, String name) {
        ScriptFields fields = new ScriptFields(root, "", problems, KEYS);
        List<String> models = fields.has("models") ? fields.texts("models") : List.of("scripted*");
        Behaviour usual = BehaviourReader.read(fields, Behaviour.PLAIN);
        List<Turn> turns = new ArrayList<>();
        if (fields.get("turns") instanceof ScriptNode.Sequence sequence
                && !sequence.items().isEmpty()) {
            for (ScriptNode item : sequence.items()) {
                turns.add(turn(item, turns.size(), usual));
            }
        } else {
            fields.problem(
                    "turns", "must be a list of at least one turn", "Write \"turns:\" and below it \"- say: Hello\".");
        }
        return new Script(name, models.stream().map(Glob::of).toList(), turns);
    }

    private Turn turn(ScriptNode node, int index, Behaviour usual) {
        String path = "turns[" + index + "]";
        ScriptFields fields = new ScriptFields(node, path, problems, TURN_KEYS);
        ScriptNode conditions = fields.get("when");
        When when = conditions == null ? When.ALWAYS : ConditionReader.read(conditions, fields.path("when"), problems);
        ScriptNode said = fields.get("say");
        List<Part> parts = said == null ? List.of() : new PartReader(problems, when).read(said, fields);
        Integer times = fields.number("times", 1);
        Behaviour behaviour = BehaviourReader.read(fields, usual);
        if (said == null && behaviour.error() == null && node instanceof ScriptNode.Mapping) {
            fields.problem("say", "is missing", "Give the turn something to say, or an \"error\".");
        }
        return new Turn(
                index, node.line(), when, parts, stop(fields), usage(fields), behaviour, times == null ? 0 : times);
    }

    private static @Nullable String stop(ScriptFields fields) {
        String stop = fields.text("stop");
        if (stop != null && !STOPS.contains(stop)) {
            fields.problem("stop", "\"" + stop + "\" is no stop reason", ScriptProblems.suggestion(stop, STOPS));
        }
        return stop;
    }

    private PlannedUsage usage(ScriptFields fields) {
        ScriptNode node = fields.get("usage");
        if (node == null) {
            return PlannedUsage.COUNTED;
        }
        ScriptFields usage = new ScriptFields(node, fields.path("usage"), problems, USAGE_KEYS);
        return new PlannedUsage(
                usage.number("input", 0),
                usage.number("output", 0),
                usage.number("cache-read", 0),
                usage.number("cache-creation", 0));
    }
}
