package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what stands under `say`: a text, or a list of texts and blocks.
final class PartReader {
    private static final Set<String> KEYS = ScriptReader.keys("text", "thinking", "call", "arguments", "search");

    private final ScriptProblems problems;
    private final When when;

    PartReader(ScriptProblems problems, When when) {
        this.problems = problems;
        this.when = when;
    }

    List<Part> read(ScriptNode said, ScriptFields turn) {
        List<Part> parts = new ArrayList<>();
        if (said instanceof ScriptNode.Scalar text) {
            parts.add(new Part.Text(Template.of(text.text(), when, turn, "say")));
        } else if (said instanceof ScriptNode.Sequence sequence) {
            for (int at = 0; at < sequence.items().size(); at++) {
                Part part = part(sequence.items().get(at), turn, "say[" + at + "]");
                if (part != null) {
                    parts.add(part);
                }
            }
        } else {
            turn.problem(
                    "say",
                    "must be a string or a list of blocks, not " + said.kind(),
                    "Put \"- \" before its first line.");
        }
        return parts;
    }

    private @Nullable Part part(ScriptNode node, ScriptFields turn, String key) {
        if (node instanceof ScriptNode.Scalar text) {
            return new Part.Text(Template.of(text.text(), when, turn, "say"));
        }
        ScriptFields fields = new ScriptFields(node, turn.path(key), problems, KEYS);
        List<String> kinds = List.of("text", "thinking", "call", "search").stream()
                .filter(kind -> fields.get(kind) != null)
                .toList();
        if (kinds.size() != 1) {
            problems.add(
                    fields.line(),
                    turn.path(key),
                    kinds.isEmpty() ? "is no block" : "is several blocks: " + String.join(", ", kinds),
                    "Each item of the list has one of text, thinking, call and search.");
            return null;
        }
        if (fields.has("arguments") && !kinds.contains("call")) {
            fields.problem("arguments", "belong to a call", "Put them beside \"call\".");
        }
        String kind = kinds.getFirst();
        String text = fields.text(kind);
        return text == null ? null : part(kind, text, fields);
    }

    private Part part(String kind, String text, ScriptFields fields) {
        return switch (kind) {
            case "text" -> new Part.Text(Template.of(text, when, fields, kind));
            case "thinking" -> new Part.Thinking(Template.of(text, when, fields, kind));
            case "search" -> new Part.Search(Template.of(text, when, fields, kind));
            default -> new Part.Call(Glob.of(text), arguments(fields));
        };
    }

    private ArgumentTemplate arguments(ScriptFields fields) {
        ScriptNode node = fields.get("arguments");
        if (node == null) {
            return ArgumentTemplate.NONE;
        }
        if (!(node instanceof ScriptNode.Mapping)) {
            fields.problem("arguments", "must be a map, not " + node.kind(), "Tools take their arguments by name.");
        }
        return ArgumentTemplate.of(node, when, fields, "arguments");
    }
}
