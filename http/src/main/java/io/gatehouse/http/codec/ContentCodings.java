package io.gatehouse.http.codec;

import io.gatehouse.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The content codings of a response (RFC 9110, section 8.4). Those that clients usually undo are undone here.
///
/// @param undone the last applied first
/// @param unknown the name of one that is not known here, so that none is undone and the handler gets what came; or
///     null
public record ContentCodings(List<Coding> undone, @Nullable String unknown) {

    private static final int MOST = 3;
    private static final ContentCodings NONE = new ContentCodings(List.of(), null);

    public static ContentCodings of(Headers headers) {
        return headers.get("content-encoding") == null ? NONE : of(headers.all("content-encoding"));
    }

    /// Whether these values of `Content-Encoding` change nothing about the body.
    public static boolean identity(List<String> values) {
        ContentCodings codings = of(values);
        return codings.undone.isEmpty() && codings.unknown == null;
    }

    private static ContentCodings of(List<String> values) {
        List<Coding> codings = new ArrayList<>();
        for (String name : String.join(",", values).split(",")) {
            String named = name.strip().toLowerCase(Locale.ROOT);
            switch (named) {
                case "", "identity" -> {}
                case "gzip", "x-gzip" -> codings.addFirst(Coding.GZIP);
                case "deflate" -> codings.addFirst(Coding.DEFLATE);
                default -> {
                    return new ContentCodings(List.of(), named.matches("[a-z0-9-]{1,20}") ? named : "an unknown way");
                }
            }
        }
        return codings.size() > MOST
                ? new ContentCodings(List.of(), "more than " + MOST + " ways")
                : new ContentCodings(List.copyOf(codings), null);
    }

    /// The headers as they are once the codings are undone.
    public Headers without(Headers received) {
        return undone.isEmpty() ? received : new UnpackedHeaders(received);
    }

    /// A coding that can be undone.
    public enum Coding {
        GZIP,
        DEFLATE
    }
}
