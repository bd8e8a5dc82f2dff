package io.gatehouse.http.codec;

import io.netty.handler.codec.DefaultHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/// The names of header fields that nearly every message has, in the cases that are usual, so that reading one makes no
/// new string.
final class KnownFields {
    /// Makes headers that do not check these names again.
    static final HttpHeadersFactory HEADERS = headers();

    private static final int SIZE = 1024;
    private static final @Nullable AsciiString[] TABLE = new AsciiString[SIZE];

    static {
        for (String name : new String[] {
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Anthropic-Beta",
            "Anthropic-Version",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Length",
            "Content-Type",
            "Date",
            "Host",
            "Keep-Alive",
            "Last-Event-ID",
            "MCP-Protocol-Version",
            "Mcp-Method",
            "Mcp-Name",
            "Mcp-Protocol-Version",
            "Mcp-Session-Id",
            "Origin",
            "Request-Id",
            "Server",
            "Traceparent",
            "Transfer-Encoding",
            "User-Agent",
            "Vary",
            "X-Api-Key",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Request-Id",
            "X-Stainless-Arch",
            "X-Stainless-Lang",
            "X-Stainless-OS",
            "X-Stainless-Package-Version",
            "X-Stainless-Retry-Count",
            "X-Stainless-Runtime",
            "X-Stainless-Runtime-Version",
            "X-Stainless-Timeout"
        }) {
            add(AsciiString.cached(name));
            add(AsciiString.cached(name).toLowerCase());
        }
    }

    private KnownFields() {}

    private static void add(AsciiString name) {
        int slot = slot(name.array(), name.arrayOffset(), name.length());
        if (TABLE[slot] == null) {
            TABLE[slot] = AsciiString.cached(name.toString());
        }
    }

    /// The name that stands there, when it is one of these; else null.
    static @Nullable AsciiString find(byte[] line, int start, int length) {
        if (length == 0) {
            return null;
        }
        AsciiString known = TABLE[slot(line, start, length)];
        return known != null && known.length() == length && same(known, line, start, length) ? known : null;
    }

    private static HttpHeadersFactory headers() {
        DefaultHttpHeadersFactory factory = DefaultHttpHeadersFactory.headersFactory();
        DefaultHeaders.NameValidator<CharSequence> any = factory.getNameValidator();
        return factory.withNameValidator(name -> {
            if (!(name instanceof AsciiString ascii
                    && find(ascii.array(), ascii.arrayOffset(), ascii.length()) == ascii)) {
                any.validateName(name);
            }
        });
    }

    private static boolean same(AsciiString known, byte[] line, int start, int length) {
        byte[] name = known.array();
        int from = known.arrayOffset();
        for (int index = 0; index < length; index++) {
            if (name[from + index] != line[start + index]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(byte[] bytes, int from, int length) {
        int mixed = length * 31 + bytes[from];
        mixed = mixed * 31 + bytes[from + length / 2];
        mixed = mixed * 31 + bytes[from + length - 1];
        return (mixed ^ mixed >>> 10) & (SIZE - 1);
    }
}
