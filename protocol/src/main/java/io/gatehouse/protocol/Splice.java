package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces parts of a message and leaves every other byte as it was. Edits may come in any order but must not overlap.
public final class Splice {
    private static final byte[] NOTHING = {};

    private final Slice whole;
    private int[] ranges = new int[8];
    private byte[][] with = new byte[4][];
    private int size;
    private int growth;

    /// @param whole the bytes to edit; positions of later edits are those of its backing array
    public Splice(Slice whole) {
        this.whole = whole;
    }

    /// Puts `bytes` where `part`, a slice of the same array, stands.
    public Splice replace(Slice part, byte[] bytes) {
        return edit(part.offset(), part.end(), bytes);
    }

    /// [#replace(Slice, byte[])] with the bytes of another slice.
    public Splice replace(Slice part, Slice other) {
        return edit(part.offset(), part.end(), other.bytes());
    }

    /// Puts `json` where `part` stands.
    public Splice replace(Slice part, String json) {
        return replace(part, json.getBytes(StandardCharsets.UTF_8));
    }

    /// Changes members of one object: a value of null removes the key where it is present; any other value, a JSON
    /// text, replaces what the key has or adds the key in front. Call it at most once an object.
    public Splice change(ObjectView object, Map<String, byte @Nullable []> changes) {
        boolean[] removed = new boolean[object.size()];
        int kept = object.size();
        for (int member = 0; member < removed.length; member++) {
            if (changes.containsKey(object.key(member)) && changes.get(object.key(member)) == null) {
                removed[member] = true;
                kept--;
            }
        }
        StringBuilder added = new StringBuilder();
        for (Map.Entry<String, byte @Nullable []> change : changes.entrySet()) {
            byte[] value = change.getValue();
            if (value == null) {
                continue;
            }
            int member = object.indexOf(change.getKey());
            if (member >= 0) {
                replace(object.value(member), value);
            } else {
                added.append(added.isEmpty() ? "" : ",")
                        .append(Json.quote(change.getKey()))
                        .append(':')
                        .append(new String(value, StandardCharsets.UTF_8));
            }
        }
        removeMembers(object, removed);
        if (!added.isEmpty()) {
            int at = object.start() + 1;
            String text = kept > 0 ? added.append(',').toString() : added.toString();
            edit(at, at, text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /// The edited message.
    public byte[] toBytes() {
        byte[] out = new byte[whole.length() + growth];
        byte[] source = whole.array();
        int from = whole.offset();
        int at = 0;
        for (int index = 0; index < size; index++) {
            int until = ranges[2 * index];
            System.arraycopy(source, from, out, at, until - from);
            at += until - from;
            byte[] bytes = with[index];
            System.arraycopy(bytes, 0, out, at, bytes.length);
            at += bytes.length;
            from = ranges[2 * index + 1];
        }
        System.arraycopy(source, from, out, at, whole.end() - from);
        return out;
    }

    /// Each run of removed members goes with the comma after it, or, at the end, with the comma before it.
    private void removeMembers(ObjectView object, boolean[] removed) {
        int lastKept = -1;
        for (int member = 0; member < removed.length; member++) {
            if (!removed[member]) {
                lastKept = member;
                continue;
            }
            int first = member;
            while (member + 1 < removed.length && removed[member + 1]) {
                member++;
            }
            if (member + 1 < removed.length) {
                edit(object.keyStart(first), object.keyStart(member + 1), NOTHING);
            } else if (lastKept >= 0) {
                edit(object.valueEnd(lastKept), object.valueEnd(member), NOTHING);
            } else {
                edit(object.keyStart(first), object.valueEnd(member), NOTHING);
            }
        }
    }

    private Splice edit(int from, int to, byte[] bytes) {
        if (from < whole.offset() || to > whole.end()) {
            throw new IllegalArgumentException("the part does not lie inside the message");
        }
        if (size == with.length) {
            with = Arrays.copyOf(with, 2 * size);
            ranges = Arrays.copyOf(ranges, 4 * size);
        }
        int slot = size;
        // What is put in at a place goes in front of what is replaced or removed from there on.
        while (slot > 0 && (ranges[2 * slot - 2] > from || ranges[2 * slot - 2] == from && to == from)) {
            ranges[2 * slot] = ranges[2 * slot - 2];
            ranges[2 * slot + 1] = ranges[2 * slot - 1];
            with[slot] = with[slot - 1];
            slot--;
        }
        ranges[2 * slot] = from;
        ranges[2 * slot + 1] = to;
        with[slot] = bytes;
        size++;
        growth += bytes.length - (to - from);
        return this;
    }
}
