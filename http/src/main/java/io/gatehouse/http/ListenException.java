package io.gatehouse.http;

/// A port could not be opened, or what it shows not renewed. The message names the address or the files, the cause and
/// what to do about it.
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1;

    public ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
