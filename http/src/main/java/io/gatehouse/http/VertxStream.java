package io.gatehouse.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An exchange over HTTP/2.
final class VertxStream implements ServerStream {

    private final HttpServerRequest request;

    VertxStream(HttpServerRequest request) {
        this.request = request;
    }

    /// Connects the request with its exchange, which has decided that it wants the body.
    void read(ServerExchange exchange) {
        request.response().closeHandler(closed -> exchange.connectionClosed()).exceptionHandler(failure -> {});
        Consumer<ByteBuf> piece = exchange::piece;
        request.handler(buffer -> piece.accept(((BufferInternal) buffer).getByteBuf()))
                .endHandler(end -> exchange.bodyComplete())
                .exceptionHandler(failure -> exchange.leave());
        exchange.begin();
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        String path = request.path();
        return path == null ? "/" : path;
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public @Nullable String header(String name) {
        String value = request.headers().get(name);
        return value == null && name.equalsIgnoreCase("host") ? authority() : value;
    }

    // HTTP/2 has the pseudo field :authority in the place of Host.
    private @Nullable String authority() {
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = request.headers().getAll(name);
        String authority = values.isEmpty() && name.equalsIgnoreCase("host") ? authority() : null;
        return authority == null ? values : List.of(authority);
    }

    @Override
    public Headers requestHeaders() {
        return new EngineHeaders(request.headers());
    }

    @Override
    public void continueBody() {
        request.response().writeContinue();
    }

    @Override
    public void pauseBody() {
        request.pause();
    }

    @Override
    public void resumeBody() {
        request.resume();
    }

    @Override
    public void addHeader(String name, String value) {
        request.response().headers().add(name, value);
    }

    @Override
    public void closeAfterwards() {
        // Other streams go on.
    }

    @Override
    public void respond(int status, @Nullable String contentType, byte[] body, Runnable written) {
        HttpServerResponse response = request.response().setStatusCode(status);
        if (contentType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        }
        if (status == 204) {
            response.headersEndHandler(head -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
        }
        response.end(Buffers.wrap(body)).onSuccess(done -> written.run());
    }

    @Override
    public void startEvents() {
        HttpServerResponse response = request.response().setChunked(true);
        EventEncoder.HEADERS.forEach(response.headers()::set);
        response.writeHead();
    }

    @Override
    public void startBody(int status, String contentType) {
        HttpServerResponse response = request.response().setStatusCode(status).setChunked(true);
        response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        response.writeHead();
    }

    @Override
    public void write(byte[] bytes, Runnable written) {
        Buffer buffer = Buffers.wrap(bytes);
        request.response().write(buffer).onComplete(done -> written.run());
    }

    @Override
    public void end() {
        request.response().end();
    }

    @Override
    public void abort() {
        request.response().reset();
    }
}
