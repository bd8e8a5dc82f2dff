package io.gatehouse.kit;

/// A client cannot be asked, or did not answer as it should. A tool that lets it pass ends in a tool error.
public final class AskException extends RuntimeException {
    AskException(String message) {
        super(message, null, false, false);
    }
}
