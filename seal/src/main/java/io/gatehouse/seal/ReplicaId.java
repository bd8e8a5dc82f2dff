package io.gatehouse.seal;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Names a process that seals. Each start has another id, so that an id never comes back.
///
/// @param value any number
public record ReplicaId(long value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char END = '.';
    private static final int MOST_CHARACTERS = 13;

    /// One that no other process has.
    public static ReplicaId random() {
        return new ReplicaId(RANDOM.nextLong());
    }

    /// A text that begins with the name of this process, so that others know whom to ask about it.
    public String before(String text) {
        return this + String.valueOf(END) + text;
    }

    /// Whose name a text begins with; null when it is nobody's. Anybody can write such a text.
    public static @Nullable ReplicaId of(String text) {
        int end = text.indexOf(END);
        return end <= 0 ? null : named(text.substring(0, end));
    }

    /// Who has this name; null when it is nobody's.
    public static @Nullable ReplicaId named(String name) {
        if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
            return null;
        }
        try {
            return new ReplicaId(Long.parseUnsignedLong(name, Character.MAX_RADIX));
        } catch (NumberFormatException nobody) {
            return null;
        }
    }

    /// What follows the name in such a text; all of it where there is none.
    public static String rest(String text) {
        return of(text) == null ? text : text.substring(text.indexOf(END) + 1);
    }

    /// As tokens and logs name it.
    @Override
    public String toString() {
        return Long.toUnsignedString(value, Character.MAX_RADIX);
    }
}
