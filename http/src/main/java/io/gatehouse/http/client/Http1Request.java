package io.gatehouse.http.client;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HeaderRules;
import io.gatehouse.http.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// The head of a request of HTTP/1.1 as it goes over the wire.
final class Http1Request {

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CAPACITY = 1024;
    private static final int LINE_BREAK = '\r' << 8 | '\n';

    private final ByteBuf bytes;
    private boolean hasHost;
    private boolean hasUserAgent;
    private boolean hasAcceptEncoding;

    private Http1Request(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException if a part of it cannot be sent as HTTP
    static ByteBuf head(ByteBufAllocator allocator, ClientRequest request, ConnectionPool pool) {
        Http1Request head = new Http1Request(allocator.directBuffer(CAPACITY));
        try {
            head.write(request, pool);
            return head.bytes;
        } catch (IllegalArgumentException e) {
            head.bytes.release();
            throw e;
        }
    }

    private void write(ClientRequest request, ConnectionPool pool) {
        HeaderRules.checkToken("the method", request.method());
        Target target = request.target();
        ByteBufUtil.writeAscii(bytes, request.method());
        bytes.writeByte(' ');
        if (pool.absoluteForm()) {
            ByteBufUtil.writeAscii(bytes, target.toString());
        }
        ByteBufUtil.writeAscii(bytes, target.path());
        bytes.writeBytes(VERSION);
        request.headers().forEach(this::given);
        if (!hasHost) {
            field("host", target.authority());
        }
        if (!hasUserAgent) {
            field("user-agent", ClientSettings.USER_AGENT);
        }
        if (!hasAcceptEncoding) {
            field("accept-encoding", "identity");
        }
        byte[] body = request.body();
        if (body != null) {
            field("content-length", Integer.toString(body.length));
        } else if (request.method().equals("POST") || request.method().equals("PUT")) {
            field("content-length", "0");
        }
        String proxyCredentials = pool.proxyCredentials();
        if (proxyCredentials != null) {
            field("Proxy-Authorization", proxyCredentials);
        }
        bytes.writeShort(LINE_BREAK);
    }

    // The length is the body's own; a second framing beside it could hide a request in the body.
    private void given(String name, String value) {
        HeaderRules.check(name, value);
        switch (name.length()) {
            case 4 -> hasHost |= name.equalsIgnoreCase("host");
            case 10 -> hasUserAgent |= name.equalsIgnoreCase("user-agent");
            case 14 -> {
                if (name.equalsIgnoreCase("content-length")) {
                    return;
                }
            }
            case 15 -> hasAcceptEncoding |= name.equalsIgnoreCase("accept-encoding");
            case 17 -> {
                if (name.equalsIgnoreCase("transfer-encoding")) {
                    throw new IllegalArgumentException("Transfer-Encoding must not be given");
                }
            }
            default -> {
                // No other field matters here.
            }
        }
        field(name, value);
    }

    private void field(String name, String value) {
        ByteBufUtil.writeAscii(bytes, name);
        bytes.writeShort(':' << 8 | ' ');
        ByteBufUtil.writeAscii(bytes, value);
        bytes.writeShort(LINE_BREAK);
    }
}
