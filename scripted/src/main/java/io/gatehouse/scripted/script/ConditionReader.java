package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads what stands under `when`.
final class ConditionReader {
    private static final List<String> TEXTS = List.of("user", "asked", "system");
    private static final Set<String> KEYS =
            ScriptReader.keys("user", "asked", "system", "result", "tools", "model", "turn", "step", "thinking");
    private static final Set<String> RESULT_KEYS = ScriptReader.keys("tool", "text", "error");

    private ConditionReader() {}

    static When read(ScriptNode node, String path, ScriptProblems problems) {
        ScriptFields fields = new ScriptFields(node, path, problems, KEYS);
        Map<String, TextMatch> texts = new LinkedHashMap<>();
        for (String key : TEXTS) {
            TextMatch match = match(fields, key);
            if (match != null) {
                texts.put(key, match);
            }
        }
        String model = fields.text("model");
        return new When(
                model == null ? null : Glob.of(model),
                texts,
                fields.texts("tools").stream().map(Glob::of).toList(),
                result(fields, problems),
                fields.number("turn", 1),
                fields.number("step", 1),
                fields.flag("thinking"));
    }

    private static @Nullable TextMatch match(ScriptFields fields, String key) {
        List<Pattern> alternatives = new ArrayList<>();
        for (String written : fields.texts(key)) {
            try {
                alternatives.add(TextMatch.alternative(written));
            } catch (PatternSyntaxException wrong) {
                fields.problem(
                        key,
                        written + " is no regular expression: " + wrong.getDescription(),
                        "Correct it, or leave out the slashes to look for the text itself.");
            }
        }
        return alternatives.isEmpty() ? null : new TextMatch(alternatives);
    }

    private static @Nullable WhenResult result(ScriptFields fields, ScriptProblems problems) {
        ScriptNode node = fields.get("result");
        if (node == null) {
            return null;
        }
        if (node instanceof ScriptNode.Mapping) {
            ScriptFields result = new ScriptFields(node, fields.path("result"), problems, RESULT_KEYS);
            String tool = result.text("tool");
            return new WhenResult(
                    true, tool == null ? null : Glob.of(tool), match(result, "text"), result.flag("error"));
        }
        if (node instanceof ScriptNode.Scalar scalar && scalar.type() == ScriptNode.Scalar.Type.BOOLEAN) {
            return new WhenResult(scalar.text().equals("true"), null, null, null);
        }
        return new WhenResult(true, null, match(fields, "result"), null);
    }
}
