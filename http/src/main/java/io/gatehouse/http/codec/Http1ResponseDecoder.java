package io.gatehouse.http.codec;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import java.util.List;

/// Reads responses of HTTP/1.1 as leniently as clients in other languages do, and RFC 9112 mostly allows (sections 2.2,
/// 6.1 and 6.3): lines of a head may end in a line feed alone, the same length or the coding `chunked` may be given
/// twice, and HTTP/1.0 may come in chunks.
public final class Http1ResponseDecoder extends HttpResponseDecoder {

    private static final int HEAD_BYTES = 64 << 10;
    private static final int PIECE_BYTES = 64 << 10;

    private boolean headOnly;
    private boolean tunnel;

    public Http1ResponseDecoder() {
        super(new HttpDecoderConfig()
                .setHeadersFactory(KnownFields.HEADERS)
                .setMaxInitialLineLength(HEAD_BYTES)
                .setMaxHeaderSize(HEAD_BYTES)
                .setMaxChunkSize(PIECE_BYTES)
                .setStrictLineParsing(false)
                .setAllowDuplicateContentLengths(true)
                .setUseRfc9112TransferEncoding(false));
    }

    /// The next response answers a request of this method.
    public void expect(String method) {
        headOnly = method.equals("HEAD");
        tunnel = method.equals("CONNECT");
    }

    /// Whether bytes behind the response have come already.
    public boolean holdsMore() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString known = KnownFields.find(line, start, length);
        return known != null ? known : super.splitHeaderName(line, start, length);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (headOnly || super.isContentAlwaysEmpty(message) || tunnel && opens(message)) {
            return true;
        }
        if (HttpUtil.isTransferEncodingChunked(message)) {
            checkChunked(message);
        }
        return false;
    }

    private static boolean opens(HttpMessage message) {
        return message instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.SUCCESS;
    }

    // An application may set the field that the server below it adds, too; the body is in chunks only once.
    private static void checkChunked(HttpMessage message) {
        HttpHeaders headers = message.headers();
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new IllegalArgumentException("a response must not have both Content-Length and Transfer-Encoding");
        }
        String codings = String.join(",", headers.getAll(HttpHeaderNames.TRANSFER_ENCODING));
        if (List.of(codings.split(",", -1)).stream()
                .allMatch(coding -> coding.strip().equalsIgnoreCase("chunked"))) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!message.protocolVersion().isKeepAliveDefault()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
