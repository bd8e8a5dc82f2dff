package io.gatehouse.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;

/// Reads requests of HTTP/1.1 strictly: what another server on the way might frame differently is refused (RFC 9112,
/// sections 2.2, 3.2 and 6.3), so that no request can hide in another.
final class Http1Decoder extends HttpRequestDecoder {

    private static final int PIECE_BYTES = 64 << 10;

    Http1Decoder(ListenSettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxUriBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(PIECE_BYTES)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a request must not have both Content-Length and Transfer-Encoding");
    }

    /// Whether the head of a request leaves no doubt about its host and the length of its body.
    static boolean unambiguous(HttpRequest request) {
        HttpHeaders headers = request.headers();
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        boolean modern = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        // The decoder still gives a request with the keys of an old WebSocket draft an unannounced body of 8 bytes.
        return (modern || request.protocolVersion().equals(HttpVersion.HTTP_1_0))
                && (hosts == 1 || hosts == 0 && !modern)
                && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1);
    }
}
