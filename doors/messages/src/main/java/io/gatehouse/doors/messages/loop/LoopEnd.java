package io.gatehouse.doors.messages.loop;

/// A limit that ends a loop for good.
enum LoopEnd {
    TOOL_CALLS("tool_calls", "tool-calls", "the request has reached its limit of tool calls"),
    TOTAL_TOKENS("total_tokens", "total-tokens", "the request has reached its limit of tokens"),
    COST("cost", "cost", "the request has reached its limit of cost"),
    WALL_TIME("wall_time", "wall-time", "the request has reached its time limit"),
    REPEATED_CALL("repeated_call", "repeated-calls", "the same call gave the same result too often");

    private final String label;
    private final String setting;
    private final String what;

    LoopEnd(String label, String setting, String what) {
        this.label = label;
        this.setting = setting;
        this.what = what;
    }

    /// Its name in logs.
    String label() {
        return label;
    }

    /// Its setting under `messages.loop`.
    String setting() {
        return setting;
    }

    /// What the model is told of a call that was not run.
    String advice() {
        return "This call was not run: " + what + after();
    }

    /// What the model is told of a call that was stopped while it ran.
    String stopped() {
        return "This call was stopped, and may have had effects: " + what + after();
    }

    private String after() {
        return " (limit " + setting + " of the gateway). Do not call any more tools: answer with what you know so"
                + " far, and say what is missing.";
    }
}
