package io.gatehouse.server;

/// How failures read.
final class CallErrors {
    private static final int SHOWN = 100;

    private CallErrors() {}

    static String text(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    static String shortened(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
    }
}
