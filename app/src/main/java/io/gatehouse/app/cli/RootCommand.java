package io.gatehouse.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "gatehouse",
        header = "One endpoint between AI agents and any set of MCP servers.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gatehouse up                     serve ./gatehouse.yaml, or a sample",
            "  gatehouse up --import .mcp.json  serve the servers of a client's file",
            "  gatehouse check                  try every server and report problems",
            "  gatehouse tools 'crm_*'          list tools",
            "  gatehouse key new ci             make a key for a caller",
            "  gatehouse call shop.search_products --arg query=tea",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 wrong configuration,",
            "4 a server or the gateway cannot be reached, 5 the tool answered with an error,",
            "6 there is no such tool, prompt, resource, server or toolset.",
            "",
            "With --json, errors are JSON too: an object `error` on stdout with `code`,",
            "`exitCode`, `message` and `problems`. A list of nothing is an empty array.",
            "",
            "`gatehouse COMMAND --help` shows more about each command."
        })
final class RootCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: `gatehouse up`, for example.");
    }
}
