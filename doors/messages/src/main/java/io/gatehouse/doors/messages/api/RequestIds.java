package io.gatehouse.doors.messages.api;

import java.util.concurrent.ThreadLocalRandom;

/// Ids of requests, as the API writes them. They tell requests apart and are no secret.
public final class RequestIds {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private RequestIds() {}

    /// A new one.
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder("req_");
        for (int at = 0; at < LENGTH; at++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
