package io.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A connection with a stream that stays open, with as little memory as possible.
final class OpenStream implements AutoCloseable {
    private static final int MOST = 64 << 10;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    /// Connects to a port of the loopback address.
    OpenStream(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// Sends a request and reads until its answer holds a text; the end of the head when that is empty.
    ///
    /// @return what was read
    /// @throws IOException when it is not answered with 200, or the text does not come within a minute
    String open(byte[] request, String text) throws IOException {
        socket.getOutputStream().write(request);
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (answer.indexOf("\r\n\r\n") < 0 || answer.indexOf(text) < 0) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0 || answer.length() > MOST) {
                throw new IOException("a stream did not begin as it should: " + answer);
            }
            answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            if (answer.length() >= 12 && !answer.substring(9, 12).equals("200")) {
                throw new IOException("a stream was answered with " + answer);
            }
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
