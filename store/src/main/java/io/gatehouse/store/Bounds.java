package io.gatehouse.store;

import java.util.Collection;

/// What texts may be stored.
final class Bounds {
    private static final int CHARACTERS = 200;
    private static final int ENTRIES = 200;
    private static final String DIGEST = "[0-9a-f]{64}";
    private static final String ID = "[a-z0-9]{1,32}";

    private Bounds() {}

    /// @param what the subject of the sentence that refuses it
    static void check(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty.");
        }
        if (text.length() > CHARACTERS) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters; at most " + CHARACTERS + " are allowed.");
        }
        if (text.codePoints().anyMatch(Bounds::refused)) {
            throw new IllegalArgumentException(
                    what + " has a control character or half of a surrogate pair. Remove it.");
        }
    }

    static void checkAll(String what, Collection<String> texts) {
        if (texts.size() > ENTRIES) {
            throw new IllegalArgumentException("A key has " + texts.size() + " entries of the kind " + what
                    + "; at most " + ENTRIES + " are allowed.");
        }
        texts.forEach(text -> check("The " + what + " of a key", text));
    }

    static void checkDigest(String digest) {
        if (!digest.matches(DIGEST)) {
            throw new IllegalArgumentException("A SHA-256 digest has 64 hexadecimal digits in lower case.");
        }
    }

    /// Whether a text can be the id of a key.
    static boolean id(String text) {
        return text.matches(ID);
    }

    private static boolean refused(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
