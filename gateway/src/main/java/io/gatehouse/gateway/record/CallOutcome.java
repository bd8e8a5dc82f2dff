package io.gatehouse.gateway.record;

/// How a call ended.
public enum CallOutcome {
    /// With a result.
    OK("ok"),
    /// With a result by which the tool says that it failed.
    TOOL_ERROR("tool_error"),
    /// With an error of the server.
    ERROR("error"),
    /// With a question to the client, which calls again with the answer.
    INPUT_REQUIRED("input_required"),
    /// With a task: the server goes on with it after its answer.
    TASK("task"),
    /// The server could not be reached, broke off or did not answer in time.
    FAILED("failed"),
    /// The gateway did not let it through: nothing of that name, or not in this form.
    REFUSED("refused"),
    /// The client cancelled it or went away.
    CANCELLED("cancelled");

    private final String label;

    CallOutcome(String label) {
        this.label = label;
    }

    /// The outcome in logs and metrics.
    public String label() {
        return label;
    }
}
