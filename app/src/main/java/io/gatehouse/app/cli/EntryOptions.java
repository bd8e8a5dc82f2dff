package io.gatehouse.app.cli;

import picocli.CommandLine.Option;

/// What every command takes that names one entry of a toolset and prints a result.
final class EntryOptions {
    @Option(names = "--toolset", paramLabel = "NAME", description = "The toolset to use. Default: all servers.")
    private String toolset = "";

    @Option(names = "--json", description = "Print the whole result as JSON.")
    private boolean json;

    String toolset() {
        return toolset;
    }

    boolean json() {
        return json;
    }
}
