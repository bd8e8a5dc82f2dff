package io.gatehouse.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A connection of [RoughServer], byte by byte.
record RoughWire(InputStream in, OutputStream out) {
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("end");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    byte[] body(String head) throws IOException {
        String length = head.replaceAll("(?is).*content-length: *(\\d+).*", "$1");
        return in.readNBytes(Integer.parseInt(length));
    }

    boolean respond(int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write("HTTP/1.1 " + status + " Status\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                + "\r\n\r\n");
        out.write(bytes);
        out.flush();
        return true;
    }

    void events(String data) throws IOException {
        write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + data + "\n\n");
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    void silence() throws IOException {
        try {
            in.readAllBytes();
        } catch (IOException reset) {
            // That is an end, too.
        }
    }
}
