package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.Action;
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
        name = "approve",
        header = "Let a call run once.",
        description = "The caller has to make exactly the same call again before the request expires; it then runs"
                + " once. Look at it with `gatehouse approvals show` first.",
        footer = {"", "Example:", "  gatehouse approvals approve 17"})
final class ApproveRequest implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "NUMBER", description = "Number of the request.")
    private long number;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ApproveRequest(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (Approvals approvals = Approvals.of(options, gateway, terminal)) {
            StoredApproval approved = approvals.decide(number, true, "");
            terminal.out()
                    .println(
                            json
                                    ? ApprovalJson.of(approved, Instant.now())
                                    : "Approved request " + number + ". This call can now run once, until "
                                            + ApprovalText.time(approved.expires()) + ":\n\n"
                                            + ApprovalText.call(approved));
        }
        return ExitCode.OK;
    }
}
