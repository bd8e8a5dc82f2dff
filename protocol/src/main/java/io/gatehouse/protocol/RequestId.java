package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Ids by which a caller and the log of the gateway speak of the same request. They tell requests apart and are no
/// secret.
public final class RequestId {
    private static final byte[] ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXY".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PREFIX = "req_".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 24;
    private static final int OF_ONE_NUMBER = 12;

    private RequestId() {}

    /// That by which the door knows a request already; a new one where it has none.
    public static String of(Exchange exchange) {
        String known = exchange.requestId();
        return known == null ? next() : known;
    }

    /// A new one: `req_` and 24 letters and digits.
    public static String next() {
        SplittableRandom random = new SplittableRandom();
        byte[] id = new byte[PREFIX.length + LENGTH];
        System.arraycopy(PREFIX, 0, id, 0, PREFIX.length);
        long bits = 0;
        for (int at = 0; at < LENGTH; at++) {
            bits = at % OF_ONE_NUMBER == 0 ? random.nextLong() : bits >>> 5;
            id[PREFIX.length + at] = ALPHABET[(int) (bits & 31)];
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }
}
