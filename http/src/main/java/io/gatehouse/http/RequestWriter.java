package io.gatehouse.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/// Writes a request, head and body in one go.
final class RequestWriter {

    private static final CharSequence PROXY_AUTHORIZATION = HttpHeaders.createOptimized("Proxy-Authorization");

    private RequestWriter() {}

    static void write(
            ClientRequest request, ClientSettings settings, @Nullable ConnectionPool pool, HttpClientStream stream) {
        Target target = request.target();
        boolean http2 = stream.version() == HttpVersion.HTTP_2;
        MultiMap headers = Http1xHeaders.httpHeaders();
        request.headers().forEach((name, value) -> {
            HeaderRules.check(name, value);
            headers.add(name, value);
        });
        if (!http2 && !headers.contains(HttpHeaders.HOST)) {
            headers.set(HttpHeaders.HOST, target.authority());
        }
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, settings.userAgent());
        }
        if (!headers.contains(HttpHeaders.ACCEPT_ENCODING)) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
        byte[] body = request.body();
        if (body != null) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        } else if (request.method().equals("POST") || request.method().equals("PUT")) {
            headers.set(HttpHeaders.CONTENT_LENGTH, "0");
        }
        String path = target.path();
        if (pool != null && pool.absoluteForm()) {
            path = target + path;
            if (pool.proxyCredentials() != null) {
                headers.set(PROXY_AUTHORIZATION, pool.proxyCredentials());
            }
        }
        HostAndPort authority = stream.connection().authority();
        HttpRequestHead head = new HttpRequestHead(
                target.secure() ? "https" : "http",
                HttpMethod.valueOf(request.method()),
                path,
                headers,
                authority,
                path,
                "");
        Buffer content = body == null || body.length == 0 ? null : Buffers.wrap(body);
        stream.writeHead(head, false, content, true, PRIORITY, false);
    }

    private static final StreamPriority PRIORITY = new StreamPriority();
}
