package io.gatehouse.http.codec;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;

/// Reads responses of HTTP/1.1 as leniently as RFC 9112 allows (sections 2.2 and 6.3), which clients in other languages
/// do too: lines of a head may end in a line feed alone, and the same length may be given twice.
public final class Http1ResponseDecoder extends HttpResponseDecoder {

    private static final int HEAD_BYTES = 64 << 10;
    private static final int PIECE_BYTES = 64 << 10;

    private boolean headOnly;

    public Http1ResponseDecoder() {
        super(new HttpDecoderConfig()
                .setHeadersFactory(KnownFields.HEADERS)
                .setMaxInitialLineLength(HEAD_BYTES)
                .setMaxHeaderSize(HEAD_BYTES)
                .setMaxChunkSize(PIECE_BYTES)
                .setStrictLineParsing(false)
                .setAllowDuplicateContentLengths(true)
                .setUseRfc9112TransferEncoding(true));
    }

    /// The next response answers a request of this method.
    public void expect(String method) {
        headOnly = method.equals("HEAD");
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
        return headOnly || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a response must not have both Content-Length and Transfer-Encoding");
    }
}
