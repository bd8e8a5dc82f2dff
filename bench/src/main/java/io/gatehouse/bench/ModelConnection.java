package io.gatehouse.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the fast model: HTTP/1.1 with keep-alive, one request after the other. Each piece of an answer is
/// a write of its own, as a model's are.
final class ModelConnection implements SelectorServer.Connection {
    /// Pieces until other connections have their turn.
    private static final int TURN = 64;

    private static final String PATH = "POST /v1/messages";

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ModelAnswers answers;
    private final ByteBuffer in = ByteBuffer.allocateDirect(16 << 10);
    private ByteBuffer out = ByteBuffer.allocateDirect(4 << 10).limit(0);
    private byte[] bytes = new byte[16 << 10];
    private int length;
    private @Nullable ModelAnswer answer;
    private int piece;
    private long due = Long.MAX_VALUE;

    ModelConnection(SocketChannel channel, SelectionKey key, ModelAnswers answers) {
        this.channel = channel;
        this.key = key;
        this.answers = answers;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void ready() throws IOException {
        read();
        if (due != Long.MAX_VALUE && System.nanoTime() < due) {
            return;
        }
        boolean waits = false;
        while (!waits && (answer != null || next())) {
            waits = !write();
        }
        interest(waits && due == Long.MAX_VALUE ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void interest(int wanted) {
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    private void read() throws IOException {
        in.clear();
        int count = channel.read(in);
        if (count < 0) {
            throw new IOException("closed");
        }
        in.flip();
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + count));
        }
        in.get(bytes, length, count);
        length += count;
    }

    private boolean next() throws IOException {
        int head = RequestHead.end(bytes, 0, length);
        if (head < 0) {
            return false;
        }
        int end = head + RequestHead.contentLength(bytes, 0, head);
        if (end > length) {
            return false;
        }
        answer = answer(head, end);
        piece = 0;
        System.arraycopy(bytes, end, bytes, 0, length - end);
        length -= end;
        return true;
    }

    private ModelAnswer answer(int head, int end) {
        if (!new String(bytes, 0, Math.min(head, PATH.length()), StandardCharsets.US_ASCII).equals(PATH)) {
            return ModelAnswers.refusal("404 Not Found", "there are messages only");
        }
        try {
            return answers.to(ModelQuestion.read(bytes, head, end));
        } catch (IllegalArgumentException other) {
            return ModelAnswers.refusal("400 Bad Request", "no such model");
        }
    }

    /// Whether the answer is complete; otherwise it goes on when the channel takes more, or at `due`.
    private boolean write() throws IOException {
        ModelAnswer current = Objects.requireNonNull(answer);
        due = Long.MAX_VALUE;
        for (int turn = 0; turn < TURN; turn++) {
            if (out.hasRemaining()) {
                channel.write(out);
                if (out.hasRemaining()) {
                    return false;
                }
            }
            if (piece == current.pieces()) {
                answer = null;
                return true;
            }
            put(current.piece(piece++));
            channel.write(out);
            int wait = piece < current.pieces() ? current.wait(piece) : 0;
            if (wait > 0) {
                due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
                return false;
            }
        }
        return false;
    }

    private void put(byte[] bytes) {
        if (bytes.length > out.capacity()) {
            out = ByteBuffer.allocateDirect(bytes.length);
        }
        out.clear().put(bytes).flip();
    }
}
