package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;

/// Reads YAML into nodes that know their lines. Bounded in size, depth and number of values.
final class ScriptParser {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_VALUES = 50_000;
    private static final TokenStreamFactory YAML = YAMLAnchorReplayingFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private final ScriptProblems problems;
    private int values;

    ScriptParser(ScriptProblems problems) {
        this.problems = problems;
    }

    /// The one document of the text; null when it cannot be read, which is noted.
    @Nullable
    ScriptNode parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            problems.add(0, "", "the script is longer than 1 MiB", "Split it.");
            return null;
        }
        try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                problems.add(0, "", "the script is empty", "Give it a list \"turns\".");
                return null;
            }
            ScriptNode root = value(parser);
            if (parser.nextToken() != null) {
                problems.add(line(parser), "", "a second document starts here", "Keep one script in a file.");
                return null;
            }
            return root;
        } catch (JacksonException malformed) {
            TokenStreamLocation location = malformed.getLocation();
            String message = malformed.getOriginalMessage();
            problems.add(
                    location == null ? 0 : Math.max(1, location.getLineNr()),
                    "",
                    "not well-formed: "
                            + (message == null
                                    ? ""
                                    : message.lines().findFirst().orElse("")),
                    "Check the indentation and the quotes.");
            return null;
        }
    }

    private ScriptNode value(JsonParser parser) {
        int line = line(parser);
        if (++values > MAX_VALUES) {
            throw new tools.jackson.core.exc.StreamReadException(parser, "more than " + MAX_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, line);
            case START_ARRAY -> sequence(parser, line);
            case VALUE_NULL -> new ScriptNode.Scalar(line, ScriptNode.Scalar.Type.NULL, "");
            case VALUE_TRUE, VALUE_FALSE ->
                new ScriptNode.Scalar(line, ScriptNode.Scalar.Type.BOOLEAN, String.valueOf(parser.getBooleanValue()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new ScriptNode.Scalar(line, ScriptNode.Scalar.Type.NUMBER, parser.getString());
            default -> new ScriptNode.Scalar(line, ScriptNode.Scalar.Type.TEXT, parser.getString());
        };
    }

    private ScriptNode sequence(JsonParser parser, int line) {
        List<ScriptNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new ScriptNode.Sequence(line, items);
    }

    private ScriptNode mapping(JsonParser parser, int line) {
        Map<String, ScriptNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line(parser);
            parser.nextToken();
            ScriptNode.Entry before = entries.put(key, new ScriptNode.Entry(keyLine, value(parser)));
            if (before != null) {
                problems.add(
                        keyLine,
                        "",
                        "the key \"" + key + "\" appears twice, first in line " + before.line(),
                        "Remove one of them.");
            }
        }
        return new ScriptNode.Mapping(line, entries);
    }

    private static int line(JsonParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}
