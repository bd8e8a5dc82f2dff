package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a server has to know of the head of a request (RFC 9112).
final class RequestHead {
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private RequestHead() {}

    /// Where the body of the request begins that begins at `from`; -1 when its head is not whole.
    static int end(byte[] bytes, int from, int to) {
        for (int at = from + 3; at < to; at++) {
            if (bytes[at] == '\n' && bytes[at - 2] == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    /// How long its body is.
    ///
    /// @throws IOException when it is a POST that does not say so
    static int contentLength(byte[] bytes, int from, int head) throws IOException {
        for (int at = from; at < head - 16; at++) {
            if (bytes[at] == '\n' && (bytes[at + 1] | 0x20) == 'c' && startsLine(bytes, at + 1)) {
                int length = 0;
                for (int digit = at + 1 + CONTENT_LENGTH.length; bytes[digit] != '\r'; digit++) {
                    if (bytes[digit] != ' ') {
                        length = 10 * length + bytes[digit] - '0';
                    }
                }
                return length;
            }
        }
        if (bytes[from] == 'P') {
            throw new IOException("a body needs a Content-Length");
        }
        return 0;
    }

    private static boolean startsLine(byte[] bytes, int at) {
        for (int index = 0; index < CONTENT_LENGTH.length; index++) {
            byte b = bytes[at + index];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != CONTENT_LENGTH[index]) {
                return false;
            }
        }
        return true;
    }
}
