package io.gatehouse.app;

/// Something that is wrong with a configuration.
///
/// @param position where
/// @param path the field, `servers.crm.url` say; empty for the file as a whole
/// @param message what is wrong, without the values of variables
/// @param remedy what to do next; empty when the message says it
record Problem(Position position, String path, String message, String remedy) {
    /// What is wrong and what to do, without the place.
    String explanation() {
        return remedy.isEmpty() ? message : message + ". " + remedy;
    }

    @Override
    public String toString() {
        return position + ": " + (path.isEmpty() ? "" : path + ": ") + explanation();
    }
}
