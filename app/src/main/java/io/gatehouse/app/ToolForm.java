package io.gatehouse.app;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is set for single tools of a server.
final class ToolForm extends Form<ToolForm.Times> {
    /// What the names of tools and the patterns over them look like.
    static final Pattern NAME = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,256}");

    private final Field<Duration> callTimeout = field(
            "call-timeout",
            ServerFields.TIME,
            "How long a call of it may go without progress; as for the server when absent.");
    private final Field<Duration> callLimit = field(
            "call-limit", ServerFields.TIME, "How long a call of it may take in all; as for the server when absent.");

    ToolForm() {
        super("Times of a tool.");
    }

    /// What the fields say.
    record Times(@Nullable Duration timeout, @Nullable Duration limit) {}

    @Override
    Times build(Values values) {
        return new Times(values.find(callTimeout), values.find(callLimit));
    }
}
