package io.gatehouse.app.config;

/// Something that is wrong with a configuration.
///
/// @param position where
/// @param path the field, `servers.crm.url` say; empty for the file as a whole
/// @param message what is wrong, without the values of variables
/// @param remedy what to do next; empty when the message says it
/// @param unset the environment variable that is not set, where that is what is wrong; else empty
public record Problem(Position position, String path, String message, String remedy, String unset) {
    /// A problem of the files themselves.
    public Problem(Position position, String path, String message, String remedy) {
        this(position, path, message, remedy, "");
    }

    /// What is wrong and what to do, without the place.
    public String explanation() {
        return remedy.isEmpty() ? message : message + ". " + remedy;
    }

    @Override
    public String toString() {
        return position + ": " + (path.isEmpty() ? "" : path + ": ") + explanation();
    }
}
