package io.gatehouse.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// One connection of the asking upstream. A `tools/call` is answered with an event stream that begins with an
/// elicitation; it ends with the result once the answer has come, over whichever connection.
final class AskingConnection implements SelectorServer.Connection {
    private static final int BUFFER_BYTES = 4 << 10;
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    private static final String NO_STREAM = "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n";

    private final SocketChannel channel;
    private final UpstreamAnswers answers;
    private final Map<String, AskingConnection> asked;
    private final EnvelopeScan scan = new EnvelopeScan();
    private byte[] bytes = new byte[BUFFER_BYTES];
    private int length;
    /// The id of its questions, one at a time.
    private final String question;
    /// The id of the call that waits.
    private String call = "";

    /// @param number its own among all connections
    /// @param asked the connections whose calls wait, by the ids of their questions
    AskingConnection(SocketChannel channel, int number, UpstreamAnswers answers, Map<String, AskingConnection> asked) {
        this.channel = channel;
        this.question = Integer.toString(number);
        this.answers = answers;
        this.asked = asked;
    }

    @Override
    public void ready() throws IOException {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        int count = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
        if (count < 0) {
            asked.remove(question);
            throw new IOException("closed");
        }
        length += count;
        int head = RequestHead.end(bytes, 0, length);
        while (head > 0 && head + RequestHead.contentLength(bytes, 0, head) <= length) {
            int end = head + RequestHead.contentLength(bytes, 0, head);
            answer(head, end);
            System.arraycopy(bytes, end, bytes, 0, length - end);
            length -= end;
            head = RequestHead.end(bytes, 0, length);
        }
    }

    private void answer(int head, int end) throws IOException {
        scan.read(bytes, head, end);
        if (bytes[0] != 'P') {
            write(NO_STREAM);
        } else if (scan.methodIs(UpstreamAnswers.TOOLS_CALL)) {
            ask();
        } else if (scan.methodEnd == 0 && scan.idEnd > 0) {
            write(ACCEPTED);
            AskingConnection waiting = asked.remove(id());
            if (waiting != null) {
                waiting.finish();
            }
        } else {
            write(ByteBuffer.wrap(answers.other(false, 1, bytes, scan)));
        }
    }

    private String id() {
        return new String(bytes, scan.idStart, scan.idEnd - scan.idStart, StandardCharsets.UTF_8);
    }

    private void ask() throws IOException {
        call = id();
        asked.put(question, this);
        write(STREAM
                + event("{\"jsonrpc\":\"2.0\",\"id\":" + question + ",\"method\":\"elicitation/create\",\"params\":{"
                        + "\"message\":\"Which order?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
                        + "\"order\":{\"type\":\"string\"}},\"required\":[\"order\"]}}}"));
    }

    private void finish() {
        try {
            write(event("{\"jsonrpc\":\"2.0\",\"id\":" + call
                            + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + UpstreamAnswers.TEXT
                            + "\"}]}}")
                    + "0\r\n\r\n");
        } catch (IOException left) {
            // reading from this connection tells it too, and closes it
        }
    }

    private static String event(String message) {
        String event = "data: " + message + "\n\n";
        return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
    }

    private void write(String text) throws IOException {
        write(StandardCharsets.US_ASCII.encode(text));
    }

    /// Answers are small: the channel takes them at once, or after a moment.
    private void write(ByteBuffer answer) throws IOException {
        while (answer.hasRemaining()) {
            channel.write(answer);
        }
    }
}
