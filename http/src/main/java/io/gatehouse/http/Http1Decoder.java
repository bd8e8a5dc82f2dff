package io.gatehouse.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads requests of HTTP/1.1 strictly: what another server on the way might frame differently is refused (RFC 9112,
/// sections 2.2, 2.3, 3, 3.2, 5.2 and 6), so that no request can hide in another.
final class Http1Decoder extends HttpRequestDecoder {

    private static final int PIECE_BYTES = 64 << 10;

    private @Nullable ByteBuf input;
    private int wordEnd;
    private boolean inHead;
    private boolean folded;

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

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> parts) throws Exception {
        input = bytes;
        if (inHead) {
            lookForFolds(bytes);
        }
        int before = parts.size();
        super.decode(context, bytes, parts);
        if (parts.size() > before && parts.get(before) instanceof HttpRequest request) {
            inHead = false;
            if (folded) {
                folded = false;
                request.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("a header must not be folded")));
            }
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkSpaceBefore(line, start);
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkSpaceBefore(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    // The decoder would take any run of whitespace.
    private void checkSpaceBefore(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new IllegalArgumentException("one space must separate the words of the first line");
        }
    }

    /// The first line was read: the header fields are next.
    @Override
    protected HttpMessage createMessage(String[] firstLine) throws Exception {
        if (!firstLine[2].startsWith("HTTP/")) {
            throw new IllegalArgumentException("the version is written in capitals");
        }
        inHead = true;
        if (input != null) {
            lookForFolds(input);
        }
        return super.createMessage(firstLine);
    }

    // The decoder would join a folded line to the one before it and say nothing; it takes whole lines only.
    private void lookForFolds(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (inHead) {
            int end = bytes.indexOf(at, bytes.writerIndex(), (byte) '\n');
            if (end < 0) {
                return;
            }
            byte first = bytes.getByte(at);
            folded |= first == ' ' || first == '\t';
            inHead = end - at > 1;
            at = end + 1;
        }
    }

    /// The status that refuses a request whose head leaves doubt about its host or the length of its body, or null.
    static @Nullable Integer refusal(HttpRequest request) {
        HttpHeaders headers = request.headers();
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        boolean modern = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        // The decoder still gives a request with the keys of an old WebSocket draft an unannounced body of 8 bytes.
        if (!modern && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)
                || hosts > 1
                || hosts == 0 && modern
                || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
            return 400;
        }
        // RFC 9112, section 6.1: a coding that is not understood is 501. Compressed bytes must not pass for a message.
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()
                || codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked")) {
            return null;
        }
        return List.of(String.join(",", codings).split(",", -1)).stream()
                        .allMatch(coding -> coding.strip().equalsIgnoreCase("chunked"))
                ? 400
                : 501;
    }
}
