package io.gatehouse.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The head of a response of HTTP/1.1 as it goes over the wire. Names and values were checked before.
public final class Http1Head {

    public static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    public static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final int CAPACITY = 1024;
    private static final int LINE_BREAK = '\r' << 8 | '\n';

    private final ByteBuf bytes;

    public Http1Head(ByteBufAllocator allocator, int status) {
        bytes = allocator.directBuffer(CAPACITY);
        if (status == 200) {
            bytes.writeBytes(OK);
        } else {
            ByteBufUtil.writeAscii(bytes, "HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// RFC 9110, section 6.4.1.
    public static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    /// Adds a field unless there is no value.
    public Http1Head field(String name, @Nullable String value) {
        if (value != null) {
            ByteBufUtil.writeAscii(bytes, name);
            bytes.writeShort(':' << 8 | ' ');
            ByteBufUtil.writeAscii(bytes, value);
            bytes.writeShort(LINE_BREAK);
        }
        return this;
    }

    /// Adds names and values in turn.
    public Http1Head fields(@Nullable List<String> namesAndValues) {
        if (namesAndValues != null) {
            for (int i = 0; i < namesAndValues.size(); i += 2) {
                field(namesAndValues.get(i), namesAndValues.get(i + 1));
            }
        }
        return this;
    }

    public Http1Head length(int length) {
        bytes.writeBytes(LENGTH);
        ByteBufUtil.writeAscii(bytes, Integer.toString(length));
        bytes.writeShort(LINE_BREAK);
        return this;
    }

    public void closing(boolean last) {
        if (last) {
            bytes.writeBytes(CLOSE);
        }
    }

    public Http1Head end() {
        bytes.writeShort(LINE_BREAK);
        return this;
    }

    public ByteBuf bytes() {
        return bytes;
    }
}
