package io.gatehouse.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection of the fast upstream: HTTP/1.1 with keep-alive and pipelining, bodies with a Content-Length only.
final class UpstreamConnection implements SelectorServer.Connection {
    private static final int DEFAULT_TOOLS = 10;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final UpstreamAnswers answers;
    private final EnvelopeScan scan = new EnvelopeScan();
    private final ByteBuffer in = ByteBuffer.allocateDirect(16 << 10);
    private final ByteBuffer out = ByteBuffer.allocateDirect(32 << 10);
    private byte[] bytes = new byte[32 << 10];
    private int from;
    private int to;
    private @Nullable ByteBuffer rest;

    UpstreamConnection(SocketChannel channel, SelectionKey key, UpstreamAnswers answers) {
        this.channel = channel;
        this.key = key;
        this.answers = answers;
    }

    /// Reads what came, answers what is whole and writes.
    @Override
    public void ready() throws IOException {
        if (key.isWritable() && !write()) {
            return;
        }
        in.clear();
        int count = channel.read(in);
        if (count < 0) {
            throw new IOException("closed");
        }
        in.flip();
        keep(count);
        in.get(bytes, to, count);
        to += count;
        int before;
        do {
            before = from;
            while (rest == null && answerNext()) {
                // one request after the other
            }
        } while (write() && from != before && from < to);
    }

    private void keep(int more) {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (to + more > bytes.length) {
            int length = to - from;
            byte[] target = length + more > bytes.length ? new byte[2 * (length + more)] : bytes;
            System.arraycopy(bytes, from, target, 0, length);
            bytes = target;
            from = 0;
            to = length;
        }
    }

    private boolean answerNext() throws IOException {
        int head = RequestHead.end(bytes, from, to);
        if (head < 0) {
            return false;
        }
        int length = RequestHead.contentLength(bytes, from, head);
        int end = head + length;
        if (end > to) {
            return false;
        }
        boolean modern = isModern();
        if (bytes[from] != 'P') {
            other("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            scan.read(bytes, head, end);
            if (!scan.methodIs(UpstreamAnswers.TOOLS_CALL) || scan.idEnd == 0) {
                other(answers.other(modern, tools(), bytes, scan));
            } else if (!UpstreamAnswers.call(out, modern, bytes, scan)) {
                return write() && answerNext();
            }
        }
        from = end;
        return from < to;
    }

    private void other(byte[] answer) {
        if (answer.length <= out.remaining()) {
            out.put(answer);
        } else {
            rest = ByteBuffer.wrap(answer);
        }
    }

    /// Whether all was written; otherwise the rest follows when the channel takes more.
    private boolean write() throws IOException {
        out.flip();
        channel.write(out);
        out.compact();
        ByteBuffer large = rest;
        if (out.position() == 0 && large != null) {
            channel.write(large);
            if (!large.hasRemaining()) {
                rest = null;
            }
        }
        boolean done = out.position() == 0 && rest == null;
        int interest = done ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
        return done;
    }

    /// `POST /modern…` or `POST /legacy…`.
    private boolean isModern() {
        return to > from + 6 && bytes[from + 6] == 'm';
    }

    /// The number that ends the path, as in `/modern/100`; 10 when there is none.
    private int tools() {
        int space = from + 5;
        while (bytes[space] != ' ') {
            space++;
        }
        int at = space;
        while (bytes[at - 1] >= '0' && bytes[at - 1] <= '9') {
            at--;
        }
        return at == space
                ? DEFAULT_TOOLS
                : Integer.parseInt(new String(Arrays.copyOfRange(bytes, at, space), StandardCharsets.US_ASCII));
    }
}
