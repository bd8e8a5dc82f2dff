package io.gatehouse.app.cli;

/// How a command ended, for scripts.
public final class ExitCode {
    /// The command did what it was asked to.
    public static final int OK = 0;
    /// Something went wrong that has no code of its own.
    public static final int FAILED = 1;
    /// The command line is wrong.
    public static final int USAGE = 2;
    /// The configuration is wrong.
    public static final int CONFIGURATION = 3;
    /// A server, or the gateway, cannot be reached.
    public static final int UNREACHABLE = 4;
    /// The tool, or the server, answered with an error.
    public static final int TOOL_ERROR = 5;

    /// There is no tool, prompt, resource, server or toolset of that name.
    public static final int UNKNOWN = 6;

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
