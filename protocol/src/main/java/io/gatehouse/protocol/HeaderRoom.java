package io.gatehouse.protocol;

/// How much room the headers have that mirror one request. The specification sets no bound. These fit what common
/// servers take by default: nginx reads header lines of up to 8 KiB, Node.js up to 16 KiB of headers in all. Whoever
/// sends such headers and whoever checks them counts with a room of its own, one for each request.
public final class HeaderRoom {
    /// The longest line of a header, its name included, in bytes.
    public static final int MAX_LINE_BYTES = 8_000;
    /// The sum of these lines, in bytes.
    public static final int MAX_TOTAL_BYTES = 12_000;

    private static final int MARKS = ": \r\n".length();

    private long taken;

    /// Counts a header in.
    ///
    /// @param member what it mirrors, as in `arguments.region`
    /// @param length the length of its value in bytes
    /// @throws HeaderRoomException when the line is too long, or the lines are too long together
    void take(String member, String header, long length) throws HeaderRoomException {
        long line = header.length() + MARKS + length;
        if (line > MAX_LINE_BYTES) {
            throw new HeaderRoomException(
                    member,
                    member + " is mirrored in the header " + header + " and makes a line of " + line
                            + " bytes there, of at most " + MAX_LINE_BYTES);
        }
        taken += line;
        if (taken > MAX_TOTAL_BYTES) {
            throw new HeaderRoomException(
                    member,
                    member + " is mirrored in the header " + header + ", and with it the mirrored headers have " + taken
                            + " bytes in all, of at most " + MAX_TOTAL_BYTES);
        }
    }
}
