package io.gatehouse.http.server;

import io.gatehouse.http.Headers;
import io.gatehouse.http.codec.HeldBody;
import io.gatehouse.http.codec.Http1Head;
import io.gatehouse.http.codec.Http2Codec;
import io.gatehouse.http.codec.Http2Fields;
import io.gatehouse.http.memory.Buffers;
import io.gatehouse.http.sse.EventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of HTTP/2 and its answer.
final class Http2Stream implements ServerStream {

    /// What a field takes beside its letters, as HTTP/2 counts it (RFC 9113, section 6.5.2).
    private static final int FIELD_BYTES = 32;

    /// What is held for a stream beside its fields, roughly; those are held twice once they are read as text.
    private static final int STREAM_BYTES = 2 << 10;

    /// So much of an answer must be taken to count; less would be a client that only keeps its stream alive.
    private static final int PROGRESS_BYTES = 1 << 10;

    private final Http2Codec codec;
    private final int id;
    private final Http2Headers request;
    private final HeldBody body;
    private final Http2Headers answer = new DefaultHttp2Headers(false);
    private ServerExchange exchange;
    private boolean bodiless;
    private boolean answered;
    private int taken;
    private long takenAt = System.nanoTime();

    @SuppressWarnings("NullAway.Init") // the exchange is known before anything comes
    Http2Stream(Channel channel, Http2Codec codec, int id, Http2Headers request) {
        this.codec = codec;
        this.id = id;
        this.request = request;
        body = new HeldBody(codec, id, channel, new HeldBody.Taker() {
            @Override
            public void take(ByteBuf piece) {
                exchange.piece(piece);
            }

            @Override
            public void end() {
                exchange.bodyComplete();
            }
        });
    }

    /// The exchange that this is the stream of.
    void carries(ServerExchange carried) {
        exchange = carried;
    }

    HeldBody body() {
        return body;
    }

    /// The stream is closed.
    void closed() {
        body.close();
        exchange.connectionClosed();
    }

    /// So many bytes of the answer went out.
    void sent(int bytes) {
        taken += bytes;
        if (taken >= PROGRESS_BYTES) {
            taken = 0;
            takenAt = System.nanoTime();
        }
    }

    @Override
    public long takenSince(long time) {
        return time - takenAt > 0 ? time : takenAt;
    }

    @Override
    public String method() {
        return request.method().toString();
    }

    @Override
    public String path() {
        String path = request.path().toString();
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    @Override
    public @Nullable String query() {
        String path = request.path().toString();
        int query = path.indexOf('?');
        return query < 0 ? null : path.substring(query + 1);
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public @Nullable String header(String name) {
        String authority = authority(name);
        return authority == null ? requestHeaders().get(name) : authority;
    }

    @Override
    public List<String> headers(String name) {
        String authority = authority(name);
        return authority == null ? requestHeaders().all(name) : List.of(authority);
    }

    // HTTP/2 has the pseudo field :authority in the place of Host.
    private @Nullable String authority(String name) {
        CharSequence authority = name.equalsIgnoreCase("host") ? request.authority() : null;
        return authority == null ? null : authority.toString();
    }

    @Override
    public Headers requestHeaders() {
        return new Http2Fields(request);
    }

    @Override
    public int headBytes() {
        int bytes = STREAM_BYTES;
        for (Map.Entry<CharSequence, CharSequence> field : request) {
            bytes += 2 * (field.getKey().length() + field.getValue().length() + FIELD_BYTES);
        }
        return bytes;
    }

    @Override
    public void continueBody() {
        codec.writeHead(id, new DefaultHttp2Headers(false).status("100"), false, codec.promise());
    }

    @Override
    public void pauseBody() {
        body.pause();
    }

    @Override
    public void resumeBody() {
        body.resume();
    }

    @Override
    public void addHeader(String name, String value) {
        answer.add(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public void closeAfterwards() {
        // Other streams go on.
    }

    private Http2Headers head(int status) {
        return answer.status(Integer.toString(status));
    }

    // RFC 9110, section 9.3.2: the answer to HEAD has the headers of that to GET and no content.
    private boolean mayHaveContent(int status) {
        return Http1Head.mayHaveBody(status) && !method().equals("HEAD");
    }

    @Override
    public void respond(int status, @Nullable String contentType, byte[] content, Runnable written) {
        Http2Headers head = head(status);
        if (contentType != null) {
            head.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        if (Http1Head.mayHaveBody(status)) {
            head.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
        }
        answered = true;
        if (content.length == 0 || !mayHaveContent(status)) {
            codec.writeHead(id, head, true, whole(written));
        } else {
            codec.writeWhole(id, head, content, whole(written));
        }
    }

    private ChannelPromise whole(Runnable written) {
        return codec.promise().addListener(done -> {
            if (done.isSuccess()) {
                written.run();
            } else {
                exchange.connectionClosed();
            }
        });
    }

    @Override
    public void startEvents() {
        Http2Headers head = head(200);
        EventEncoder.HEADERS.forEach((name, value) -> head.set(name, value));
        codec.writeHead(id, head, false, codec.promise());
    }

    @Override
    public void startBody(int status, String contentType) {
        bodiless = !mayHaveContent(status);
        codec.writeHead(id, head(status).set(HttpHeaderNames.CONTENT_TYPE, contentType), false, codec.promise());
    }

    @Override
    public void write(byte[] bytes, Runnable written) {
        if (bodiless) {
            written.run();
        } else {
            codec.writeData(id, bytes, false, codec.promise().addListener(done -> written.run()));
        }
    }

    @Override
    public void end(Runnable written) {
        answered = true;
        codec.writeData(id, Buffers.EMPTY, true, whole(written));
    }

    @Override
    public void abort() {
        codec.reset(id, answered ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR);
    }
}
