package io.gatehouse.kit;

import io.gatehouse.protocol.ShortText;

/// How failures read.
public final class CallErrors {
    private static final int SHOWN = 100;

    private CallErrors() {}

    static String text(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /// A name that somebody else gave, fit for a message.
    public static String shortened(String name) {
        return ShortText.of(name, SHOWN);
    }
}
