package io.gatehouse.http.client;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HeaderRules;
import io.gatehouse.http.Target;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;

/// The head of a request of HTTP/2.
final class Http2Request {

    private final Http2Headers head = new DefaultHttp2Headers(false);

    private Http2Request() {}

    /// @throws IllegalArgumentException if a part of it cannot be sent as HTTP
    static Http2Headers head(ClientRequest request) {
        Http2Request built = new Http2Request();
        built.write(request);
        return built.head;
    }

    private void write(ClientRequest request) {
        HeaderRules.checkToken("the method", request.method());
        Target target = request.target();
        head.method(request.method())
                .scheme(target.secure() ? "https" : "http")
                .authority(target.authority())
                .path(target.path());
        request.headers().forEach(this::given);
        if (!head.contains(HttpHeaderNames.USER_AGENT)) {
            head.add(HttpHeaderNames.USER_AGENT, ClientSettings.USER_AGENT);
        }
        if (!head.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
            head.add(HttpHeaderNames.ACCEPT_ENCODING, "identity");
        }
        byte[] body = request.body();
        if (body != null) {
            head.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        } else if (request.method().equals("POST") || request.method().equals("PUT")) {
            head.add(HttpHeaderNames.CONTENT_LENGTH, "0");
        }
    }

    // What speaks of a connection has no place in HTTP/2 (RFC 9113, section 8.2.2).
    private void given(String name, String value) {
        HeaderRules.check(name, value);
        switch (name.toLowerCase(Locale.ROOT)) {
            case "host" -> head.authority(value);
            case "content-length", "connection", "keep-alive", "proxy-connection", "upgrade", "te" -> {
                // The length is the body's own.
            }
            case "transfer-encoding" -> throw new IllegalArgumentException("Transfer-Encoding must not be given");
            default -> head.add(name.toLowerCase(Locale.ROOT), value);
        }
    }
}
