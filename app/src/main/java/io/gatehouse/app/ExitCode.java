package io.gatehouse.app;

/// How a command ended, for scripts.
final class ExitCode {
    static final int OK = 0;
    /// Something went wrong that has no code of its own.
    static final int FAILED = 1;
    /// The command line is wrong.
    static final int USAGE = 2;
    /// The configuration is wrong.
    static final int CONFIGURATION = 3;
    /// A server, or the gateway, cannot be reached.
    static final int UNREACHABLE = 4;
    /// The tool, or the server, answered with an error.
    static final int TOOL_ERROR = 5;

    /// There is no tool, prompt, resource, server or toolset of that name.
    static final int UNKNOWN = 6;

    private ExitCode() {}

    /// The code by its name in errors that are JSON.
    static String name(int code) {
        return switch (code) {
            case USAGE -> "usage";
            case CONFIGURATION -> "configuration";
            case UNREACHABLE -> "unreachable";
            case TOOL_ERROR -> "tool_error";
            case UNKNOWN -> "unknown";
            default -> "failed";
        };
    }
}
