package io.gatehouse.http;

/// What people call the settings of a listener, for the messages when it cannot be opened.
///
/// @param host where its host is set, such as `--host or listen.host`
/// @param port where its port is set
/// @param inUse what to do when the port is in use; whole sentences
public record ListenNames(String host, String port, String inUse) {
    /// Of the listener for clients.
    public static final ListenNames CLIENTS = new ListenNames(
            "--host or listen.host",
            "--port or listen.port",
            "Stop the program that uses it, or choose another port with --port or listen.port.");
}
