package io.gatehouse.app.config;

import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;

/// Reads YAML or JSON into nodes that know where they stand. JSON may have comments and trailing commas. Bounded in
/// size, depth and number of values, so that a file of nested anchors cannot fill the memory.
public final class DocumentReader {
    /// The largest file, in bytes.
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_VALUES = 200_000;
    private static final int MAX_DEPTH = 64;
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(MAX_BYTES)
            .build();
    /// What a file of somebody else holds beside its servers is not for us to judge.
    private static final StreamReadConstraints FOREIGN = CONSTRAINTS
            .rebuild()
            .maxNumberLength(MAX_BYTES)
            .maxNameLength(MAX_BYTES)
            .build();

    private final Source source;
    private final Problems problems;
    private final Predicate<List<String>> wanted;
    private final boolean own;
    private final List<String> path = new ArrayList<>();
    private int values;

    private DocumentReader(Source source, Problems problems, boolean own, Predicate<List<String>> wanted) {
        this.source = source;
        this.problems = problems;
        this.own = own;
        this.wanted = wanted;
    }

    /// For a file of our own: a key that occurs twice is an error, and what is not named `.json` or `.jsonc` is YAML.
    public static DocumentReader own(Source source, Problems problems) {
        return new DocumentReader(source, problems, true, keys -> true);
    }

    /// For a file of somebody else: of a key that occurs twice the last one counts, with a warning, and what is not
    /// named `.yaml` or `.yml` is JSON.
    ///
    /// @param wanted whether a member is read, by the keys that lead to it; others are passed over
    static DocumentReader foreign(Source source, Problems problems, Predicate<List<String>> wanted) {
        return new DocumentReader(source, problems, false, wanted);
    }

    /// The one document in the bytes; an empty map when there is none; null when it cannot be read, which is noted
    /// as an error.
    @Nullable
    public Node read(byte[] bytes) {
        String text = decode(bytes);
        return text == null ? null : read(text);
    }

    private @Nullable Node read(String text) {
        try (JsonParser parser = factory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Node.Mapping(new Position(source, 1, 1), Map.of());
            }
            Node root = value(parser);
            if (parser.nextToken() != null) {
                fail(position(parser), "a second document starts here", "Keep one document in a file.");
                return null;
            }
            return root;
        } catch (TooMuchException tooMuch) {
            fail(
                    tooMuch.position,
                    "the file has more than " + MAX_VALUES + " values",
                    "Split it, or use fewer anchors.");
        } catch (StreamReadException malformed) {
            fail(
                    position(malformed.getLocation()),
                    "is not valid " + (json() ? "JSON" : "YAML") + " here",
                    SyntaxRemedy.of(malformed.getOriginalMessage(), json()));
        } catch (JacksonException malformed) {
            fail(
                    position(malformed.getLocation()),
                    "cannot be read here",
                    SyntaxRemedy.of(malformed.getOriginalMessage(), json()));
        }
        return null;
    }

    private boolean json() {
        String label = source.label().toLowerCase(Locale.ROOT);
        return own
                ? label.endsWith(".json") || label.endsWith(".jsonc")
                : !label.endsWith(".yaml") && !label.endsWith(".yml");
    }

    private TokenStreamFactory factory() {
        StreamReadConstraints constraints = own ? CONSTRAINTS : FOREIGN;
        if (json()) {
            return JsonFactory.builder()
                    .streamReadConstraints(constraints)
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build();
        }
        return YAMLAnchorReplayingFactory.builder()
                .streamReadConstraints(constraints)
                .build();
    }

    private @Nullable String decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            fail(Position.of(source), "the file is larger than 16 MiB", "");
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readable(bytes)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            fail(Position.of(source), "the file is not UTF-8", "Save it in that encoding.");
            return null;
        }
    }

    /// Half a character in a name is JSON, but not for Jackson.
    private byte[] readable(byte[] bytes) {
        return own || !json() ? bytes : LoneSurrogates.replaced(Slice.of(bytes)).array();
    }

    private Node value(JsonParser parser) {
        Position position = position(parser);
        if (++values > MAX_VALUES) {
            throw new TooMuchException(position);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, position);
            case START_ARRAY -> sequence(parser, position);
            case VALUE_NULL -> scalar(position, Node.Scalar.Type.NULL, "");
            case VALUE_TRUE -> scalar(position, Node.Scalar.Type.BOOLEAN, "true");
            case VALUE_FALSE -> scalar(position, Node.Scalar.Type.BOOLEAN, "false");
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(position, Node.Scalar.Type.NUMBER, parser.getString());
            default -> scalar(position, Node.Scalar.Type.TEXT, parser.getString());
        };
    }

    private static Node scalar(Position position, Node.Scalar.Type type, String text) {
        return new Node.Scalar(position, type, text, text);
    }

    private Node sequence(JsonParser parser, Position position) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Node.Sequence(position, items);
    }

    private Node mapping(JsonParser parser, Position position) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Position keyPosition = position(parser);
            path.add(key);
            parser.nextToken();
            if (!wanted.test(path)) {
                parser.skipChildren();
                path.removeLast();
                continue;
            }
            Node.Entry entry = new Node.Entry(keyPosition, value(parser));
            path.removeLast();
            Node.Entry before = entries.get(key);
            if (before == null || merged(before.position(), position)) {
                entries.put(key, entry);
            } else if (!merged(keyPosition, position)) {
                entries.put(key, entry);
                duplicate(key, keyPosition, before.position());
            }
        }
        return new Node.Mapping(position, entries);
    }

    /// Whether a key came in by `<<`: it stands where its anchor is, before the map. The map's own keys win over it.
    private static boolean merged(Position key, Position mapping) {
        return key.line() < mapping.line() || (key.line() == mapping.line() && key.column() < mapping.column());
    }

    private void duplicate(String key, Position position, Position before) {
        String message = "the key " + Shown.quoted(key) + " appears twice, first in line " + before.line();
        if (own) {
            fail(position, message, "Remove one of them.");
        } else {
            problems.warning(position, "", message, "The last one counts.");
        }
    }

    private void fail(Position position, String message, String remedy) {
        problems.error(position, "", message, remedy);
    }

    private Position position(JsonParser parser) {
        return position(parser.currentTokenLocation());
    }

    private Position position(@Nullable TokenStreamLocation location) {
        return location == null
                ? Position.of(source)
                : new Position(source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Position position;

        TooMuchException(Position position) {
            super(null, null, false, false);
            this.position = position;
        }
    }
}
