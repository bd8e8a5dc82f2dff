package io.gatehouse.doors.messages;

/// Bounds of what goes through the Messages door.
///
/// @param bodyBytes largest request body, 1 or more; more is answered 413
/// @param otherPaths whether paths of the API beside messages and models go on to an Anthropic provider
public record RelaySettings(int bodyBytes, boolean otherPaths) {

    /// 32 MiB as the hosted service takes, and all paths.
    public static final RelaySettings DEFAULT = new RelaySettings(32 << 20, true);

    public RelaySettings {
        if (bodyBytes < 1) {
            throw new IllegalArgumentException("the largest body must be 1 byte or more");
        }
    }
}
