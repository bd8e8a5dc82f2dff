package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.SealKeyFile;
import io.gatehouse.seal.SealKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The section `seal`: keys that several replicas share.
final class SealForm extends Form<List<SealKey>> {
    private static final int MOST_KEYS = 16;
    /// Hexadecimal digits have 16; a word that somebody repeats has fewer.
    private static final int LEAST_CHARACTERS = 10;

    private final Field<List<List<SealKey>>> keys = field(
            "keys",
            Kinds.listOrOne(new KeysKind()),
            List.of(),
            "none: a key in the data folder, which changes by itself",
            "Keys that seal session IDs and other tokens, the same in every replica: the first seals, all open. Write"
                    + " ${file:PATH} for a file with one key a line, which `gatehouse seal rotate` makes and changes,"
                    + " or ${NAME} for a variable. They replace the key in the data folder and do not change by"
                    + " themselves.");

    SealForm() {
        super("Keys that several replicas share.");
    }

    @Override
    List<SealKey> build(Values values) {
        List<SealKey> all = values.get(keys).stream().flatMap(List::stream).toList();
        Set<Integer> ids = new TreeSet<>();
        if (!all.stream().allMatch(key -> ids.add(key.id()))) {
            values.error(keys, "two keys are the same", "Remove one of them.");
        }
        if (all.size() > MOST_KEYS) {
            values.error(
                    keys,
                    "are more than " + MOST_KEYS + " keys",
                    "Remove those whose sessions have ended with `gatehouse seal rotate --drop-old`.");
        }
        return all;
    }

    /// One or more keys that come from a file or a variable.
    private static final class KeysKind implements Kind<List<SealKey>> {
        private static final String REMEDY = "`gatehouse seal rotate` makes keys.";

        @Override
        public @Nullable List<SealKey> read(Node node, String path, Problems problems) {
            if (!(node instanceof Node.Scalar scalar) || scalar.inserted().isEmpty()) {
                problems.error(
                        node.position(),
                        path,
                        node instanceof Node.Scalar
                                ? "is a secret, which must not be in this file"
                                : "must be a string, not " + node.kind(),
                        "Write ${file:PATH}, or ${NAME} for a variable. " + REMEDY);
                return null;
            }
            List<String> texts = SealKeyFile.keys(scalar.value());
            List<SealKey> keys = new ArrayList<>();
            for (String text : texts) {
                String wrong = wrong(text);
                if (wrong != null) {
                    String which = texts.size() == 1 ? "the key" : "key " + (texts.indexOf(text) + 1);
                    problems.error(node.position(), path, which + " " + wrong, REMEDY);
                    return null;
                }
                keys.add(SealKey.of(text));
            }
            if (keys.isEmpty()) {
                problems.error(node.position(), path, "holds no key", REMEDY);
                return null;
            }
            return keys;
        }

        private static @Nullable String wrong(String text) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < SealKey.LEAST_BYTES) {
                return "has " + bytes + " bytes, and needs at least " + SealKey.LEAST_BYTES;
            }
            long characters = text.chars().distinct().count();
            return characters < LEAST_CHARACTERS
                    ? "is not random: it has only " + characters + " different characters"
                    : null;
        }

        @Override
        public Map<String, Object> schema() {
            return Kinds.VARIABLE;
        }
    }
}
