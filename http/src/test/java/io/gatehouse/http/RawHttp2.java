package io.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A client of HTTP/2, or a server, that writes its frames by hand, so that it can misbehave.
public final class RawHttp2 implements AutoCloseable {
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;
    public static final int PRIORITY_GIVEN = 0x20;
    public static final int ENHANCE_YOUR_CALM = 11;

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int LONGEST_SHORT_TEXT = 127;

    private final Http2HeadersDecoder heads = new DefaultHttp2HeadersDecoder();
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int stream = -1;

    /// A frame of the server.
    public record Frame(int type, int flags, int stream, byte[] payload) {
        public boolean last() {
            return (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
        }
    }

    /// A client that wants no byte of any answer.
    public RawHttp2(SSLContext tls, int port) throws IOException {
        this(tls, port, 0);
    }

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /// The other end: a server on a connection that it accepted, whose client has sent its preface.
    public static RawHttp2 accepted(Socket socket) throws IOException {
        RawHttp2 server = new RawHttp2(socket);
        server.in.readNBytes(PREFACE.length());
        server.frame(SETTINGS, 0, 0, new byte[0]).flush();
        return server;
    }

    /// @param window how much of each answer it takes without a WINDOW_UPDATE, up to 65,535
    public RawHttp2(SSLContext tls, int port, int window) throws IOException {
        this(connect(tls, port));
        out.write(PREFACE.getBytes(ISO_8859_1));
        frame(SETTINGS, 0, 0, new byte[] {0, INITIAL_WINDOW_SIZE, 0, 0, (byte) (window >> 8), (byte) window});
        out.flush();
    }

    /// A connection for which HTTP/2 is agreed on.
    public static SSLSocket connect(SSLContext tls, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Asks without a body.
    public RawHttp2 get(String path, Map<String, String> fields) throws IOException {
        open(END_STREAM | END_HEADERS, "GET", path, fields);
        out.flush();
        return this;
    }

    /// Writes the head of a request, which [#flush()] sends.
    ///
    /// @return its stream
    public int open(int flags, String method, String path, Map<String, String> fields) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(":method", method, ":scheme", "https", ":path", path, ":authority", "localhost"));
        fields.forEach((name, value) -> {
            all.add(name);
            all.add(value);
        });
        return open(flags, all);
    }

    /// Writes a head with exactly these fields, names and values in turn, which [#flush()] sends.
    ///
    /// @return its stream
    public int open(int flags, List<String> fields) throws IOException {
        int opened = next();
        head(flags, opened, fields);
        return opened;
    }

    /// Writes a head on a stream, which [#flush()] sends.
    public RawHttp2 head(int flags, int of, List<String> fields) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int i = 0; i < fields.size(); i += 2) {
            field(head, fields.get(i), fields.get(i + 1));
        }
        return frame(HEADERS, flags, of, head.toByteArray());
    }

    /// Reads until a frame of a type.
    public Frame await(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /// Reads until a stream ends.
    ///
    /// @return the status of its answer; -1 when it was reset
    public int status(int of) throws IOException {
        int status = 0;
        while (true) {
            Frame frame = read();
            if (frame.type() == GOAWAY) {
                throw new AssertionError("the connection ends");
            }
            int said = frame.type() == HEADERS ? statusOf(frame) : 0;
            if (frame.stream() != of) {
                continue;
            }
            if (frame.type() == RST_STREAM) {
                return -1;
            }
            status = said == 0 ? status : said;
            if (frame.last()) {
                return status;
            }
        }
    }

    // The decoder remembers fields, so it must see all heads.
    private int statusOf(Frame frame) throws IOException {
        try {
            int start = (frame.flags() & PRIORITY_GIVEN) == 0 ? 0 : 5;
            int length = frame.payload().length - start;
            Http2Headers head =
                    heads.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload(), start, length));
            return Integer.parseInt(head.status().toString());
        } catch (Http2Exception broken) {
            throw new IOException(broken);
        }
    }

    /// The number of a stream that was not used before.
    public int next() {
        stream += 2;
        return stream;
    }

    /// Writes a frame, which [#flush()] sends.
    public RawHttp2 frame(int type, int flags, int id, byte[] payload) throws IOException {
        out.writeShort(payload.length >> 8);
        out.writeByte(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(id);
        out.write(payload);
        return this;
    }

    /// Writes a WINDOW_UPDATE.
    public void want(int id, int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, id, number(bytes));
    }

    public static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    public void flush() throws IOException {
        out.flush();
    }

    // RFC 7541, section 6.2.2: a literal that enters no table, its name a literal too.
    private static void field(ByteArrayOutputStream head, String name, String value) {
        head.write(0);
        text(head, name);
        text(head, value);
    }

    private static void text(ByteArrayOutputStream head, String text) {
        int rest = text.length() - LONGEST_SHORT_TEXT;
        if (rest < 0) {
            head.write(text.length());
        } else {
            head.write(LONGEST_SHORT_TEXT);
            for (; rest >= 128; rest /= 128) {
                head.write(rest % 128 | 128);
            }
            head.write(rest);
        }
        head.writeBytes(text.getBytes(ISO_8859_1));
    }

    /// Reads one frame.
    public Frame read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        return new Frame(type, flags, id, in.readNBytes(length));
    }

    /// Reads until the server closes.
    ///
    /// @return the error of its GOAWAY, or -1 when none came: a reset overtakes it while the client still sends
    public int goodbye() throws IOException {
        int error = -1;
        try {
            while (true) {
                Frame frame = read();
                if (frame.type() == GOAWAY) {
                    error = frame.payload()[7];
                }
            }
        } catch (EOFException | SocketException | SSLException closed) {
            return error;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
