package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.doors.admin.ApprovalJson;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deny",
        header = "Refuse a call.",
        description = "Until the request expires, the same call gets the answer that a person denied it.",
        footer = {"", "Example:", "  gatehouse approvals deny 17 --reason \"Not on a Friday.\""})
final class DenyRequest implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "NUMBER", description = "Number of the request.")
    private long number;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "What the caller is told: one line of at most 200 characters.")
    private String reason = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DenyRequest(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (Approvals approvals = Approvals.of(options, gateway, terminal)) {
            StoredApproval denied = approvals.decide(number, false, reason);
            terminal.out()
                    .println(
                            json
                                    ? ApprovalJson.of(denied, Instant.now())
                                    : "Denied request " + number + ". The same call is refused until "
                                            + ApprovalText.time(denied.expires()) + ".");
        } catch (IllegalArgumentException unfit) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(unfit.getMessage()));
        }
        return ExitCode.OK;
    }
}
