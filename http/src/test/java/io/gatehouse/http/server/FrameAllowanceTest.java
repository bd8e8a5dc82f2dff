package io.gatehouse.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client of HTTP/2 may send, and how its frames are told apart.
class FrameAllowanceTest {
    private static final int PING = 6;

    @Test
    void framesAreFoundHoweverTheirBytesArrive() {
        byte[] bytes = new byte[3 + 9 + 300 + 9 + 9 + 2];
        bytes[3 + 1] = 1;
        bytes[3 + 2] = 44;
        bytes[3 + 3] = FrameScan.HEADERS;
        bytes[3 + 4] = FrameScan.END_HEADERS;
        bytes[3 + 5] = (byte) 0x80; // reserved
        bytes[3 + 8] = 7;
        bytes[3 + 9 + 300 + 3] = PING;
        bytes[3 + 9 + 300 + 9 + 2] = 2;
        for (int size = 1; size <= bytes.length; size++) {
            List<String> found = new ArrayList<>();
            FrameScan scan = new FrameScan(
                    3, (type, flags, length, stream) -> found.add(type + " " + flags + " " + length + " " + stream));
            for (int at = 0; at < bytes.length; at += size) {
                ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, Math.min(size, bytes.length - at));
                scan.read(piece);
                assertThat(piece.readerIndex()).isZero();
            }
            assertThat(found).as("in pieces of " + size).containsExactly("1 4 300 7", "6 0 0 0", "0 0 2 0");
            assertThat(scan.partBytes()).isZero();
        }
    }

    @Test
    void aFrameInPartIsKnown() {
        FrameScan scan = new FrameScan(0, (type, flags, length, stream) -> {});
        scan.read(Unpooled.wrappedBuffer(new byte[] {0, 1, 0, FrameScan.HEADERS, 0, 0, 0, 0, 1, 7, 7, 7}));
        assertThat(scan.partBytes()).isEqualTo(3);
    }

    @Test
    void moreThanABurstIsTooMuchUntilTimePasses() {
        FrameAllowance later = new FrameAllowance(System.nanoTime() - 3_600_000_000_000L);
        FrameAllowance now = new FrameAllowance(System.nanoTime() + 3_600_000_000_000L);
        for (int i = 0; i < FrameAllowance.BURST; i++) {
            later.received(PING, 0, 8);
            now.received(PING, 0, 8);
        }
        assertThat(now.exceeded()).isFalse();
        later.received(PING, 0, 8);
        now.received(PING, 0, 8);
        assertThat(later.exceeded()).isFalse();
        assertThat(now.exceeded()).isTrue();
    }

    @Test
    void answersAndBodiesAreNoFlood() {
        FrameAllowance allowance = new FrameAllowance(System.nanoTime() + 3_600_000_000_000L);
        for (int i = 0; i < 2 * FrameAllowance.BURST; i++) {
            allowance.received(FrameScan.DATA, 0, 1000);
            allowance.sent(FrameScan.DATA, 0, 1000);
            allowance.received(PING, 0, 8);
            allowance.received(PING, 0, 8);
        }
        assertThat(allowance.exceeded()).isFalse();
        for (int i = 0; i <= FrameAllowance.BURST; i++) {
            allowance.sent(FrameScan.DATA, 0, 1);
            allowance.received(FrameScan.DATA, 0, 1);
        }
        assertThat(allowance.exceeded()).isTrue();
    }
}
