package io.gatehouse.protocol;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One level of a JSON object: its keys and where each value stands in the original bytes. Values are not decoded;
/// no key occurs twice.
public final class ObjectView {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int size;
    private final String[] keys;
    /// Three numbers a member: where its key starts, where its value starts, where its value ends.
    private final int[] positions;

    /// What was read together with this object; null for nothing.
    private final @Nullable ObjectView @Nullable [] children;

    private ObjectView(Builder builder, int end) {
        this.bytes = builder.bytes;
        this.start = builder.start;
        this.end = end;
        this.size = builder.size;
        this.keys = builder.keys;
        this.positions = builder.positions;
        this.children = builder.children;
    }

    /// Reads one object; values nested in it are checked but not looked into.
    ///
    /// @throws MalformedJsonException when the slice is not one well-formed object, or names a key twice
    public static ObjectView read(Slice object) throws MalformedJsonException {
        return new JsonScanner(object, Limits.INNER_DEPTH).wholeObject(JsonScanner.FLAT);
    }

    /// The object's own bytes, braces included.
    public Slice whole() {
        return new Slice(bytes, start, end - start);
    }

    /// The same object, keeping no more memory alive than its own bytes.
    public ObjectView compact() {
        if (end - start == bytes.length) {
            return this;
        }
        try {
            return read(whole().compact());
        } catch (MalformedJsonException impossible) {
            throw new IllegalStateException("an object was read before and cannot be read now", impossible);
        }
    }

    /// The number of members.
    public int size() {
        return size;
    }

    /// The key of a member, unescaped, `0 <= index < size()`.
    public String key(int index) {
        return keys[index];
    }

    /// The value of a member as it came, `0 <= index < size()`.
    public Slice value(int index) {
        int from = positions[3 * index + 1];
        return new Slice(bytes, from, positions[3 * index + 2] - from);
    }

    /// The value under `key` as it came, or null when there is none.
    public @Nullable Slice get(String key) {
        int index = indexOf(key);
        return index < 0 ? null : value(index);
    }

    /// Whether the object has the key, whatever its value.
    public boolean has(String key) {
        return indexOf(key) >= 0;
    }

    /// The value under `key` when it is a string, unescaped; null when it is absent or anything else.
    public @Nullable String string(String key) {
        int index = indexOf(key);
        return index < 0 ? null : string(index);
    }

    /// The value of a member when it is a string, unescaped; null when it is anything else. `0 <= index < size()`.
    public @Nullable String string(int index) {
        if (bytes[positions[3 * index + 1]] != '"') {
            return null;
        }
        String known = KnownNames.known(bytes, positions[3 * index + 1], positions[3 * index + 2]);
        return known != null ? known : Json.unquote(value(index));
    }

    /// The value under `key` when it is an integer that fits a long; null when it is absent or anything else.
    public @Nullable Long integer(String key) {
        Slice value = get(key);
        if (value == null || value.length() > 20) {
            return null;
        }
        try {
            return Long.valueOf(value.text());
        } catch (NumberFormatException notAnInteger) {
            return null;
        }
    }

    /// Whether a member's value is the literal `null`.
    boolean hasNull() {
        for (int index = 0; index < size; index++) {
            if (bytes[positions[3 * index + 1]] == 'n') {
                return true;
            }
        }
        return false;
    }

    /// Whether the value under `key` is the literal `true`.
    public boolean isTrue(String key) {
        Slice value = get(key);
        return value != null && value.first() == 't';
    }

    /// The object under `key` when it was read together with this one, or reads it now; null when it is absent or not
    /// an object.
    public @Nullable ObjectView object(String key) {
        int index = indexOf(key);
        return index < 0 ? null : object(index);
    }

    /// [#object(String)] of the member at `0 <= index < size()`: a loop over all members by key would look for each
    /// among
    /// all.
    public @Nullable ObjectView object(int index) {
        if (bytes[positions[3 * index + 1]] != '{') {
            return null;
        }
        ObjectView child = children == null ? null : children[index];
        if (child != null) {
            return child;
        }
        try {
            return read(value(index));
        } catch (MalformedJsonException duplicateKey) {
            return null;
        }
    }

    /// The members' own keys as a set, for messages about what is there.
    public Set<String> keys() {
        return Set.of(Arrays.copyOf(keys, size));
    }

    int indexOf(String key) {
        for (int index = 0; index < size; index++) {
            if (keys[index].equals(key)) {
                return index;
            }
        }
        return -1;
    }

    int start() {
        return start;
    }

    int keyStart(int index) {
        return positions[3 * index];
    }

    int valueEnd(int index) {
        return positions[3 * index + 2];
    }

    @Override
    public String toString() {
        return whole().text();
    }

    static final class Builder {
        private final byte[] bytes;
        private final int start;
        private int size;
        // Most objects of messages have at most so many members.
        private String[] keys = new String[4];
        private int[] positions = new int[12];
        private @Nullable ObjectView @Nullable [] children;
        private java.util.@Nullable HashSet<String> index;

        Builder(byte[] bytes, int start) {
            this.bytes = bytes;
            this.start = start;
        }

        boolean has(String key) {
            if (index != null) {
                return index.contains(key);
            }
            for (int member = 0; member < size; member++) {
                if (keys[member].equals(key)) {
                    return true;
                }
            }
            return false;
        }

        void add(String key, int keyStart, int valueStart, int valueEnd, @Nullable ObjectView child) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                positions = Arrays.copyOf(positions, 6 * size);
                children = children == null ? null : Arrays.copyOf(children, 2 * size);
            }
            keys[size] = key;
            positions[3 * size] = keyStart;
            positions[3 * size + 1] = valueStart;
            positions[3 * size + 2] = valueEnd;
            if (child != null) {
                if (children == null) {
                    children = new ObjectView[keys.length];
                }
                children[size] = child;
            }
            size++;
            rememberWhenLarge(key);
        }

        /// A hostile object with many keys must not cost quadratic time.
        private void rememberWhenLarge(String key) {
            if (index != null) {
                index.add(key);
            } else if (size == 32) {
                index = new java.util.HashSet<>(Arrays.asList(keys).subList(0, size));
            }
        }

        ObjectView build(int end) {
            return new ObjectView(this, end);
        }
    }
}
