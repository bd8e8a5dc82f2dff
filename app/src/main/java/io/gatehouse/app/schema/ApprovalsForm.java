package io.gatehouse.app.schema;

import io.gatehouse.gateway.approval.ApprovalSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The section `approvals`: calls that a person has to agree to.
final class ApprovalsForm extends Form<ApprovalSettings> {
    private final Field<Boolean> unannotated = field(
            "unannotated",
            Kinds.choice(new TreeMap<>(Map.of("run", false, "ask", true))),
            false,
            "run",
            "What happens to calls of tools without annotations and configured effects: `run`, or `ask` as for"
                    + " `approval: confirm`.");
    private final Field<Duration> expires = field(
            "expires",
            Kinds.TIME,
            ApprovalSettings.DEFAULT.life(),
            "How long a request for approval can be decided and used.");

    ApprovalsForm() {
        super("Calls that a person must agree to.");
    }

    @Override
    ApprovalSettings build(Values values) {
        return new ApprovalSettings(values.get(unannotated), values.get(expires));
    }
}
