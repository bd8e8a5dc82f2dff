package io.gatehouse.protocol;

/// Bytes that are not the JSON they should be; the message says what was found and at which byte.
public final class MalformedJsonException extends Exception {
    private final int position;

    /// @param position the offset of the offending byte from the start of the message
    public MalformedJsonException(String reason, int position) {
        super(reason + " at byte " + position, null, false, false);
        this.position = position;
    }

    /// The offset of the offending byte, in bytes from the start of the message.
    public int position() {
        return position;
    }
}
