package io.gatehouse.http.server;

import java.util.concurrent.TimeUnit;

/// How many frames a client of HTTP/2 may send that carry no body: those that belong to answers, and so many a second
/// besides. Floods of such frames cost the client little and the server much (CVE-2019-9511 to 9518, CVE-2023-44487). A
/// client that downloads fast may send many honestly, such as a WINDOW_UPDATE for each frame of a body.
final class FrameAllowance {
    static final int A_SECOND = 1000;

    /// What may come at once after a quiet time.
    static final int BURST = 5000;

    /// A body's frame with fewer bytes than this is no better than one without any.
    private static final int SHORTEST_BODY = 16;

    /// A client with a tiny window has bodies sent in tiny frames.
    private static final int SHORTEST_ANSWER = 64;

    private static final int FOR_HEAD = 4;
    private static final int FOR_BODY = 2;
    /// A stream that the server has to reset was a request in vain.
    private static final int OF_RESET = 10;

    private static final int MOST_EARNED = 100_000;
    private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / A_SECOND;

    private int left = BURST;
    private int earned;
    private long filled;
    private boolean exceeded;

    FrameAllowance(long now) {
        filled = now;
    }

    /// Whether the client sent more than it may.
    boolean exceeded() {
        return exceeded;
    }

    /// The client sent a frame.
    void received(int type, int flags, int length) {
        if (type != FrameScan.DATA || !carries(flags, length)) {
            spend(1);
        }
    }

    private void spend(int frames) {
        if (earned >= frames) {
            earned -= frames;
        } else if (left >= frames || fill(System.nanoTime(), frames)) {
            left -= frames;
        } else {
            exceeded = true;
        }
    }

    private static boolean carries(int flags, int length) {
        return length >= SHORTEST_BODY && (flags & FrameScan.PADDED) == 0;
    }

    private boolean fill(long now, int wanted) {
        long more = (now - filled) / FRAME_NANOS;
        filled += more * FRAME_NANOS;
        left = (int) Math.min(BURST, left + more);
        return left >= wanted;
    }

    /// The server sent a frame.
    void sent(int type, int flags, int length) {
        if (type == FrameScan.HEADERS) {
            earn(FOR_HEAD);
        } else if (type == FrameScan.DATA && length >= SHORTEST_ANSWER) {
            earn(FOR_BODY);
        } else if (type == FrameScan.RST_STREAM) {
            spend(OF_RESET);
        }
    }

    private void earn(int frames) {
        earned = Math.min(MOST_EARNED, earned + frames);
    }
}
