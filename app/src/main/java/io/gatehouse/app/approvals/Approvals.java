package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.GatewayOptions;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import java.util.List;

/// Where commands find requests for approval: in the store of a configuration, or at a gateway. Whatever is refused
/// there ends the command with a [io.gatehouse.app.cli.CommandException].
interface Approvals extends AutoCloseable {
    /// How many are listed at most.
    int MOST = 1_000;

    /// Requests that wait.
    ///
    /// @param oldest at most [#MOST], the oldest first
    /// @param more whether there are others
    record Waiting(List<StoredApproval> oldest, boolean more) {}

    /// Those that the options name.
    static Approvals of(ConfigurationOptions options, GatewayOptions gateway, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return gateway.chosen() ? new RemoteApprovals(gateway.connect(terminal)) : OpenApprovals.of(options, terminal);
    }

    /// Those that wait, the oldest first.
    Waiting waiting(Instant now) throws StoreAwayException;

    /// The request with this number.
    StoredApproval find(long number) throws StoreAwayException;

    /// Decides about a request.
    StoredApproval decide(long number, boolean approve, String reason) throws StoreAwayException;

    @Override
    void close();
}
