package io.gatehouse.protocol;

/// How a message goes over stdio: on one line, ended by LF.
public final class LineFraming {
    private LineFraming() {}

    /// The message followed by LF. Line breaks between its tokens, the only place where JSON has raw ones, become
    /// spaces; every other byte stays.
    public static byte[] line(Slice message) {
        byte[] line = new byte[message.length() + 1];
        message.copyTo(line, 0);
        for (int at = 0; at < message.length(); at++) {
            if (line[at] == '\n' || line[at] == '\r') {
                line[at] = ' ';
            }
        }
        line[message.length()] = '\n';
        return line;
    }
}
