package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.keys.OpenStore;
import io.gatehouse.store.ApprovalDecision;
import io.gatehouse.store.StoreAwayException;
import io.gatehouse.store.StoredApproval;
import io.gatehouse.store.StoredApprovals;
import java.time.Instant;
import java.util.List;

/// The requests in the store of a configuration, for one command. What is decided holds for the next call at every
/// gateway that uses the store.
final class OpenApprovals implements Approvals {
    private final OpenStore store;
    private final StoredApprovals approvals;

    private OpenApprovals(OpenStore store) {
        this.store = store;
        this.approvals = store.approvals();
    }

    static OpenApprovals of(ConfigurationOptions options, Terminal terminal)
            throws ConfigurationException, InterruptedException {
        return new OpenApprovals(OpenStore.of(options, terminal));
    }

    @Override
    public Waiting waiting(Instant now) throws StoreAwayException {
        List<StoredApproval> oldest = approvals.waiting("", 0, MOST + 1, now);
        return new Waiting(oldest.stream().limit(MOST).toList(), oldest.size() > MOST);
    }

    @Override
    public StoredApproval find(long number) throws StoreAwayException {
        StoredApproval found = approvals.get(number);
        if (found == null) {
            throw unknown(number);
        }
        return found;
    }

    /// Decides in the name of the local user.
    @Override
    public StoredApproval decide(long number, boolean approve, String reason) throws StoreAwayException {
        Instant now = Instant.now();
        ApprovalDecision.Decider operator =
                ApprovalDecision.Decider.operator(String.valueOf(System.getProperty("user.name")));
        return switch (approvals.decide(number, approve, operator, reason, now)) {
            case ApprovalDecision.Done(StoredApproval done) -> done;
            case ApprovalDecision.NoSuchRequest() -> throw unknown(number);
            case ApprovalDecision.OwnCall() ->
                throw new CommandException(ExitCode.FAILED, "Callers cannot decide about their own calls.");
            case ApprovalDecision.Over(StoredApproval over) ->
                throw new CommandException(ExitCode.FAILED, ApprovalText.over(over, now));
        };
    }

    private static CommandException unknown(long number) {
        return new CommandException(
                ExitCode.UNKNOWN,
                "There is no request " + number + ". `gatehouse approvals` lists the requests that wait.");
    }

    @Override
    public void close() {
        store.close();
    }
}
