package io.gatehouse.http.server;

import io.gatehouse.http.Headers;
import io.gatehouse.http.codec.Http1Decoder;
import io.gatehouse.http.codec.Http1Head;
import io.gatehouse.http.codec.NettyHeaders;
import io.gatehouse.http.codec.RequestTarget;
import io.gatehouse.http.memory.Buffers;
import io.gatehouse.http.sse.EventEncoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request of HTTP/1.1 and its answer.
final class Http1Stream implements ServerStream {

    private final Http1Connection connection;
    private final HttpRequest request;
    private @Nullable List<String> fields;
    private boolean closing;
    private boolean lingering;
    private boolean bodiless;

    Http1Stream(Http1Connection connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
        closing = !HttpUtil.isKeepAlive(request) || old();
    }

    /// Whether the client speaks HTTP/1.0 and knows neither chunks nor connections that last.
    boolean old() {
        return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    boolean closing() {
        return closing;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        String uri = request.uri();
        int from = RequestTarget.pathStart(uri);
        int query = uri.indexOf('?', from);
        String path = query < 0 ? uri.substring(from) : uri.substring(from, query);
        return path.isEmpty() ? "/" : path;
    }

    @Override
    public @Nullable String query() {
        int query = request.uri().indexOf('?');
        return query < 0 ? null : request.uri().substring(query + 1);
    }

    @Override
    public boolean secure() {
        return connection.secure();
    }

    @Override
    public @Nullable String header(String name) {
        String authority = authority(name);
        return authority == null ? request.headers().get(name) : authority;
    }

    @Override
    public List<String> headers(String name) {
        String authority = authority(name);
        return authority == null ? request.headers().getAll(name) : List.of(authority);
    }

    // The authority of a target in absolute form counts in the place of Host.
    private @Nullable String authority(String name) {
        return request.uri().startsWith("/") || !name.equalsIgnoreCase("host")
                ? null
                : RequestTarget.authority(request.uri());
    }

    @Override
    public Headers requestHeaders() {
        return new NettyHeaders(request.headers());
    }

    @Override
    public int headBytes() {
        return request instanceof Http1Decoder.SizedRequest sized ? sized.headBytes() : 0;
    }

    @Override
    public void continueBody() {
        if (!old()) {
            connection.send(Http1Head.CONTINUE);
        }
    }

    @Override
    public void pauseBody() {
        connection.room(false);
    }

    @Override
    public void resumeBody() {
        connection.room(true);
    }

    @Override
    public void addHeader(String name, String value) {
        if (fields == null) {
            fields = new ArrayList<>(4);
        }
        fields.add(name);
        fields.add(value);
    }

    @Override
    public void closeAfterwards() {
        closing = true;
        lingering = true;
    }

    /// Whether the exchange itself cuts the connection off after a while.
    boolean lingers() {
        return lingering;
    }

    @Override
    public void respond(int status, @Nullable String contentType, byte[] body, Runnable written) {
        boolean last = closing || connection.draining();
        Http1Head head = new Http1Head(connection.allocator(), status).field("content-type", contentType);
        head.fields(fields).closing(last);
        boolean withBody = Http1Head.mayHaveBody(status);
        if (withBody) {
            head.length(body.length);
        }
        head.end();
        byte[] content = withBody && !method().equals("HEAD") ? body : Buffers.EMPTY;
        connection.answer(this, head.bytes(), content, last, written);
    }

    @Override
    public void startEvents() {
        closing |= connection.draining();
        Http1Head head = new Http1Head(connection.allocator(), 200);
        EventEncoder.HEADERS.forEach(head::field);
        head.fields(fields).closing(closing);
        if (!old()) {
            head.field("transfer-encoding", "chunked");
        }
        connection.send(head.end().bytes());
    }

    @Override
    public void startBody(int status, String contentType) {
        closing |= connection.draining();
        bodiless = !Http1Head.mayHaveBody(status) || method().equals("HEAD");
        Http1Head head = new Http1Head(connection.allocator(), status).field("content-type", contentType);
        head.fields(fields).closing(closing);
        if (!old() && Http1Head.mayHaveBody(status)) {
            head.field("transfer-encoding", "chunked");
        }
        connection.send(head.end().bytes());
    }

    @Override
    public void write(byte[] bytes, Runnable written) {
        if (bodiless) {
            written.run();
        } else {
            connection.sendPart(bytes, !old(), written);
        }
    }

    @Override
    public void end(Runnable written) {
        // A client that was not told so must not find the connection closed while it sends its next request.
        boolean last = closing || connection.ending();
        byte[] end = old() || bodiless ? Buffers.EMPTY : Http1Head.LAST_CHUNK;
        connection.answer(this, connection.allocator().buffer(0), end, last, written);
    }

    @Override
    public void abort() {
        connection.cutOff();
    }
}
