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
        name = "show",
        header = "Show what a request asks for.",
        description = "Shows every argument that would be sent. Characters that cannot be seen are shown as escapes.",
        footer = {"", "Example:", "  gatehouse approvals show 17"})
final class ShowRequest implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Parameters(paramLabel = "NUMBER", description = "Number of the request.")
    private long number;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ShowRequest(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (Approvals approvals = Approvals.of(options, gateway, terminal)) {
            StoredApproval found = approvals.find(number);
            Instant now = Instant.now();
            if (json) {
                terminal.out().println(ApprovalJson.of(found, now));
                return ExitCode.OK;
            }
            terminal.out().print(ApprovalText.shown(found, now));
            if (found.state(now) == StoredApproval.State.WAITING) {
                terminal.out()
                        .println("It waits until " + ApprovalText.time(found.expires())
                                + ". Decide with `gatehouse approvals approve " + number
                                + "` or `gatehouse approvals deny "
                                + number + "`.");
            }
        }
        return ExitCode.OK;
    }
}
