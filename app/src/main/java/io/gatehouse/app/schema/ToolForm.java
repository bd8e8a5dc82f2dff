package io.gatehouse.app.schema;

import io.gatehouse.upstream.settings.ToolApproval;
import io.gatehouse.upstream.settings.ToolEffects;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is set for single tools of a server.
final class ToolForm extends Form<ToolForm.Read> {
    /// What the names of tools and the patterns over them look like.
    static final Pattern NAME = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,256}");

    private final Field<Duration> callTimeout = field(
            "call-timeout",
            Kinds.TIME,
            "How long a call of this tool may go without progress. Default: as for the server.");
    private final Field<Duration> callLimit =
            field("call-limit", Kinds.TIME, "Maximum duration of a call of this tool. Default: as for the server.");

    private final Field<ToolEffects.Kind> effects = field(
            "effects",
            Kinds.choice(new TreeMap<>(Map.of(
                    "read",
                    ToolEffects.Kind.READ,
                    "write",
                    ToolEffects.Kind.WRITE,
                    "destroy",
                    ToolEffects.Kind.DESTROY,
                    "send",
                    ToolEffects.Kind.SEND))),
            "What the tool does: `read` changes nothing, `write` changes data, `destroy` deletes what cannot be"
                    + " restored, `send` reaches people or systems outside. After a failure, the model is told that"
                    + " it may repeat a call that reads, but no other. Default: from its annotations.");

    private final Field<ToolApproval.Kind> approval = field(
            "approval",
            Kinds.choice(new TreeMap<>(Map.of(
                    "none",
                    ToolApproval.Kind.NONE,
                    "confirm",
                    ToolApproval.Kind.CONFIRM,
                    "approve",
                    ToolApproval.Kind.APPROVE))),
            "Who must agree to each call of the tool: `none`, `confirm` (the user of the client, or somebody else if the"
                    + " client cannot ask) or `approve` (somebody else, with `gatehouse approvals`). Default: `confirm` if"
                    + " the tool destroys data and others than this machine reach the gateway.");

    ToolForm() {
        super("Timeouts, effects and approval of a tool.");
    }

    /// What the fields say.
    public record Read(
            @Nullable Duration timeout,
            @Nullable Duration limit,
            ToolEffects.@Nullable Kind effects,
            ToolApproval.@Nullable Kind approval) {}

    @Override
    Read build(Values values) {
        return new Read(values.find(callTimeout), values.find(callLimit), values.find(effects), values.find(approval));
    }
}
