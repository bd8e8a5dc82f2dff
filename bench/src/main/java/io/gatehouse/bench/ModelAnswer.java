package io.gatehouse.bench;

/// An answer of the fast model in pieces, each written by itself.
///
/// @param before sent at once, one after the other
/// @param delta sent `deltas` times after them
/// @param deltas how often
/// @param after sent at the end
/// @param pace milliseconds from one delta to the next; 0 for none
record ModelAnswer(byte[][] before, byte[] delta, int deltas, byte[][] after, int pace) {
    /// One that is sent in one piece.
    static ModelAnswer whole(byte[] bytes) {
        return new ModelAnswer(new byte[][] {bytes}, new byte[0], 0, new byte[0][], 0);
    }

    int pieces() {
        return before.length + deltas + after.length;
    }

    byte[] piece(int index) {
        if (index < before.length) {
            return before[index];
        }
        int rest = index - before.length;
        return rest < deltas ? delta : after[rest - deltas];
    }

    /// Milliseconds between the piece before and this one.
    int wait(int index) {
        return index > before.length && index < before.length + deltas ? pace : 0;
    }
}
