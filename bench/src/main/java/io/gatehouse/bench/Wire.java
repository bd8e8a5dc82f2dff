package io.gatehouse.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One HTTP/1.1 connection that blocks: a request as it goes over the wire, then its answer. Nothing else may be slower
/// than what is measured.
final class Wire implements AutoCloseable {
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private byte[] bytes = new byte[64 << 10];
    private int length;
    private int headEnd;
    private long foundAt;

    /// Connects to a port of the loopback address.
    Wire(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// @return the status
    /// @throws IOException when the connection ends, or the answer has no Content-Length
    int call(byte[] request) throws IOException {
        int status = open(request);
        int bodyLength = contentLength();
        while (length < headEnd + bodyLength) {
            read();
        }
        return status;
    }

    /// Sends a request and waits for the head of the answer only.
    ///
    /// @return the status
    int open(byte[] request) throws IOException {
        send(request);
        length = 0;
        headEnd = -1;
        while (headEnd < 0) {
            int from = length;
            read();
            headEnd = findHeadEnd(Math.max(3, from));
        }
        return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
    }

    /// Sends a request and reads the answer to the end of its last chunk; nothing of it is kept but its end.
    ///
    /// @param wanted what comes first in the answer's first bytes that matter; empty when none do
    /// @return the status
    int stream(byte[] request, byte[] wanted) throws IOException {
        foundAt = 0;
        int status = open(request);
        boolean looking = wanted.length > 0;
        int from = headEnd;
        while (true) {
            if (looking && indexOf(wanted, from) >= 0) {
                foundAt = System.nanoTime();
                looking = false;
            }
            if (status != 200 || endsWithLastChunk()) {
                return status;
            }
            if (!looking && length > LAST_CHUNK.length) {
                System.arraycopy(bytes, length - LAST_CHUNK.length, bytes, 0, LAST_CHUNK.length);
                length = LAST_CHUNK.length;
            }
            from = Math.max(0, length - wanted.length);
            read();
        }
    }

    /// When the wanted bytes of the last stream had come, as of [System#nanoTime()]; 0 when they did not.
    long foundAt() {
        return foundAt;
    }

    /// Reads on until the answer holds this text.
    void await(String text) throws IOException {
        while (!new String(bytes, 0, length, StandardCharsets.UTF_8).contains(text)) {
            read();
        }
    }

    /// The body of the last answer.
    byte[] body() {
        return Arrays.copyOfRange(bytes, headEnd, length);
    }

    /// A header of the last answer, or an empty text.
    String header(String name) {
        String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
        if (at < 0) {
            return "";
        }
        int value = at + name.length() + 3;
        return head.substring(value, head.indexOf("\r\n", value)).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean endsWithLastChunk() {
        int at = length - LAST_CHUNK.length;
        return at >= 0 && Arrays.equals(bytes, at, length, LAST_CHUNK, 0, LAST_CHUNK.length);
    }

    private int indexOf(byte[] wanted, int from) {
        for (int at = Math.max(0, from); at + wanted.length <= length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private void send(byte[] request) throws IOException {
        int sent = 0;
        while (sent < request.length) {
            int part = Math.min(request.length - sent, buffer.capacity());
            buffer.clear().put(request, sent, part).flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            sent += part;
        }
    }

    private void read() throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            throw new EOFException("the connection ended in an answer");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + count));
        }
        buffer.flip().get(bytes, length, count);
        length += count;
    }

    private int findHeadEnd(int from) {
        for (int at = from; at < length; at++) {
            if (bytes[at] == '\n' && bytes[at - 2] == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    private int contentLength() throws IOException {
        for (int at = 0; at + 16 < headEnd; at++) {
            if (bytes[at] == '\n' && (bytes[at + 1] | 0x20) == 'c' && (bytes[at + 9] | 0x20) == 'l') {
                int number = 0;
                for (int digit = at + 16; bytes[digit] != '\r'; digit++) {
                    number = bytes[digit] == ' ' ? number : 10 * number + bytes[digit] - '0';
                }
                return number;
            }
        }
        throw new IOException(
                "an answer without Content-Length: " + new String(bytes, 0, length, StandardCharsets.UTF_8));
    }
}
