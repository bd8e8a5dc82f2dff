package io.gatehouse.http.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
    @Test
    void idleConnectionsThatBeganARequestLeaveHalfOfTheHeap() {
        // A connection with TLS and the beginning of a head held 43 KB.
        assertThat(HeapRoom.forConnections(512 << 20, true)).isBetween(4000L, (512L << 20) / 2 / 43_000);
        assertThat(HeapRoom.forConnections(512 << 20, false)).isGreaterThan(20_000);
    }
}
