package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Table;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.doors.admin.ApprovalJson;
import io.gatehouse.gateway.approval.SafeText;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "approvals",
        header = "List calls that wait for approval, and decide about them.",
        description =
                "Without a command, lists the requests that wait in the store of the configuration, or with --url those"
                        + " at a gateway that its key may decide about.",
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Examples:",
            "  gatehouse approvals",
            "  gatehouse approvals show 17",
            "  gatehouse approvals approve 17",
            "  gatehouse approvals deny 17 --reason \"Not on a Friday.\"",
            "  gatehouse approvals --url https://gw.example.com:9420 --key-file ops.key"
        })
public final class ApprovalsCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private ApprovalsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// `gatehouse approvals` with its commands.
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new ApprovalsCommand(terminal))
                .addSubcommand("show", new ShowRequest(terminal))
                .addSubcommand("approve", new ApproveRequest(terminal))
                .addSubcommand("deny", new DenyRequest(terminal));
    }

    @Override
    public Integer call() throws Exception {
        try (Approvals approvals = Approvals.of(options, gateway, terminal)) {
            Instant now = Instant.now();
            Approvals.Waiting found = approvals.waiting(now);
            List<StoredApproval> waiting = found.oldest();
            if (json) {
                terminal.out()
                        .println(waiting.stream()
                                .map(approval -> ApprovalJson.of(approval, now))
                                .collect(Collectors.joining(",", "[", "]")));
            } else if (waiting.isEmpty()) {
                terminal.out().println("No calls wait for approval.");
            } else {
                terminal.out().print(table(waiting));
            }
            if (found.more()) {
                terminal.err()
                        .println("gatehouse: More calls wait than are listed. Decide about some of these to see them.");
            }
        }
        return ExitCode.OK;
    }

    private static Table table(List<StoredApproval> waiting) {
        Table table = new Table("NUMBER", "CALLER", "SERVER", "TOOL", "EXPIRES", "BECAUSE");
        for (StoredApproval approval : waiting) {
            String tenant = approval.call().asker().tenant();
            String caller = SafeText.name(approval.call().asker().name());
            table.row(
                    String.valueOf(approval.number()),
                    tenant.isEmpty() ? caller : SafeText.name(tenant) + "/" + caller,
                    SafeText.name(approval.call().server()),
                    SafeText.name(approval.call().tool()),
                    ApprovalText.time(approval.expires()),
                    approval.why());
        }
        return table;
    }
}
