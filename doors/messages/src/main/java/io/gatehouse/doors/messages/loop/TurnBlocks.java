package io.gatehouse.doors.messages.loop;

import java.util.BitSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The blocks of one streamed answer: which have begun, which have not ended, and what they add up to. Not safe for use
/// by several threads at once.
final class TurnBlocks {
    private final BlockCollector collector = new BlockCollector();
    private final BitSet open = new BitSet();
    private int count;

    /// How many have begun, which is the index of the next.
    int count() {
        return count;
    }

    /// The next block begins.
    void begin(ObjectNode block) {
        open.set(count);
        collector.begin(count, block);
        count++;
    }

    /// A block grows by a text.
    ///
    /// @param data of the event that was scanned
    /// @return false if it has not begun, or has ended
    boolean grow(DeltaScan scan, byte[] data) {
        return open.get(scan.index()) && collector.grow(scan, data);
    }

    /// A block changes.
    ///
    /// @return false if it has not begun, or has ended
    boolean grow(int index, JsonNode delta) {
        return index >= 0 && open.get(index) && collector.grow(index, delta);
    }

    /// A block ends.
    ///
    /// @return false if it has not begun, or has ended before
    boolean close(int index) {
        boolean was = index >= 0 && open.get(index);
        if (was) {
            open.clear(index);
        }
        return was;
    }

    /// Whether every block that has begun has ended.
    boolean closed() {
        return open.isEmpty();
    }

    /// The blocks as they are after all that came.
    ArrayNode content() {
        return collector.blocks();
    }
}
