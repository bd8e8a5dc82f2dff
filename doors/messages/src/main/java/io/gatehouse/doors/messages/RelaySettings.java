package io.gatehouse.doors.messages;

/// Bounds of what goes through the Messages door.
///
/// @param bodyBytes largest request body, 1 or more; more is answered 413
/// @param tokensAtOnce braces, names and values of JSON in all bodies with MCP that are in work at once, 1
///     or more; what would be more is answered 529
/// @param otherPaths whether paths of the API beside messages and models go on to an Anthropic provider
public record RelaySettings(int bodyBytes, int tokensAtOnce, boolean otherPaths) {
    private static final int BYTES_OF_A_TOKEN = 256;

    /// 32 MiB as the hosted service takes, what two fifths of the memory hold, and all paths.
    public static final RelaySettings DEFAULT = new RelaySettings(
            32 << 20, (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / BYTES_OF_A_TOKEN), true);

    public RelaySettings {
        if (bodyBytes < 1 || tokensAtOnce < 1) {
            throw new IllegalArgumentException("the largest body must be 1 byte or more, and of 1 token or more");
        }
    }
}
