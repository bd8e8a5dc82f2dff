package io.gatehouse.http.codec;

import io.gatehouse.http.ListenLimits;
import io.gatehouse.http.loop.UnfinishedHeads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Reads requests of HTTP/1.1 strictly: what another server on the way might frame differently is refused (RFC 9112,
/// sections 2.2, 2.3, 3, 3.2, 5.2 and 6), so that no request can hide in another. Reads one request at a time: what is
/// pipelined behind it stays the bytes it is, which take far less memory than what they say.
public final class Http1Decoder extends HttpRequestDecoder {

    private static final int PIECE_BYTES = 64 << 10;
    /// Many short fields take far more memory than their bytes.
    static final int MOST_FIELDS = 200;
    /// What a field takes in memory beside its letters.
    private static final int FIELD_BYTES = 96;
    /// Longest first line of a request; a longer one is answered 414.
    static final int MOST_URI_BYTES = 8 << 10;

    private final UnfinishedHeads heads;
    private final IntConsumer pipelined;
    private final UnfinishedHeads.Head head = new UnfinishedHeads.Head();
    private @Nullable ByteBuf input;
    private int wordEnd;
    private boolean inHead;
    private boolean folded;
    private int fields;
    /// How many bytes were read since the last part of a request: of its head, or of its trailers.
    private int headBytes;
    private boolean inBody;
    private boolean decoding;
    /// Whether a whole request was read, and [#next] has not asked for another.
    private boolean holds;

    /// @param pipelined hears after each reading how many bytes wait behind the request that was read
    public Http1Decoder(ListenLimits limits, UnfinishedHeads heads, IntConsumer pipelined) {
        super(new HttpDecoderConfig()
                .setHeadersFactory(KnownFields.HEADERS)
                .setMaxInitialLineLength(MOST_URI_BYTES)
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(PIECE_BYTES)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        this.heads = heads;
        this.pipelined = pipelined;
    }

    /// A request that knows what its head takes in memory, roughly.
    public static final class SizedRequest extends DefaultHttpRequest {
        private int headBytes;

        private SizedRequest(HttpVersion version, String[] firstLine, HttpHeadersFactory headers) {
            super(version, HttpMethod.valueOf(firstLine[0]), firstLine[1], headers);
        }

        public int headBytes() {
            return headBytes;
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a request must not have both Content-Length and Transfer-Encoding");
    }

    /// Reads the next request, which may be there already. Each but the first has to be asked for.
    public void next(ChannelHandlerContext context) {
        holds = false;
        if (!decoding && actualReadableBytes() > 0) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
            } catch (Exception broken) {
                context.fireExceptionCaught(broken);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        boolean outermost = !decoding;
        decoding = true;
        try {
            super.channelRead(context, message);
        } finally {
            decoding = !outermost;
        }
        int waiting = holds ? actualReadableBytes() : 0;
        if (waiting > 0) {
            heads.came(head, context.channel(), waiting);
        }
        pipelined.accept(waiting);
    }

    // The decoder reads on by itself after bytes that were no message yet, even where nothing is to be read.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (holds) {
            discardSomeReadBytes();
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> parts) throws Exception {
        if (holds) {
            return;
        }
        input = bytes;
        if (inHead) {
            lookForFolds(bytes);
        }
        int before = parts.size();
        int readable = bytes.readableBytes();
        super.decode(context, bytes, parts);
        headBytes += readable - bytes.readableBytes();
        if (parts.size() > before) {
            came(parts.get(before));
            inBody = !(parts.getLast() instanceof LastHttpContent);
            holds = !inBody;
        } else {
            heads.came(head, context.channel(), (long) headBytes + (long) fields * FIELD_BYTES + bytes.readableBytes());
        }
    }

    private void came(Object part) {
        heads.ended(head);
        if (part instanceof HttpRequest request) {
            inHead = false;
            if (request instanceof SizedRequest sized) {
                sized.headBytes = headBytes + fields * FIELD_BYTES;
            }
            if (folded) {
                folded = false;
                request.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("a header must not be folded")));
            }
        }
        headBytes = 0;
        fields = 0;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        heads.ended(head);
        super.handlerRemoved0(context);
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
        fields = 0;
        if (input != null) {
            lookForFolds(input);
        }
        return switch (firstLine[2]) {
            case "HTTP/1.1" -> new SizedRequest(HttpVersion.HTTP_1_1, firstLine, headersFactory);
            case "HTTP/1.0" -> new SizedRequest(HttpVersion.HTTP_1_0, firstLine, headersFactory);
            default -> super.createMessage(firstLine);
        };
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        fields++;
        if (fields > MOST_FIELDS) {
            throw new TooLongHttpHeaderException("more than " + MOST_FIELDS + " header fields");
        }
        AsciiString known = KnownFields.find(line, start, length);
        return known != null ? known : super.splitHeaderName(line, start, length);
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
    public static @Nullable Integer refusal(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        boolean modern = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        // The decoder still gives a request with the keys of an old WebSocket draft an unannounced body of 8 bytes.
        if (!modern && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)
                || hosts.size() > 1
                || hosts.isEmpty() && modern
                || !hosts.isEmpty() && !RequestTarget.agrees(request.uri(), hosts.getFirst())
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
