package io.gatehouse.app.config;

import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A test of rules: a call, and what must become of it.
///
/// @param name for people
/// @param position where it stands
/// @param call what is called, and by whom
/// @param expected what must become of it
public record RuleTest(String name, Position position, Call call, Expected expected) {
    /// A caller as a test describes it.
    ///
    /// @param name of a key, or `anonymous`; with claims, the subject of a token
    /// @param roles null for those that the configuration gives
    /// @param user in whose name the caller acts, or empty
    /// @param tenant whose data the caller works with, or empty
    /// @param claims of a token, a JSON object; null for none
    public record Who(
            String name,
            @Nullable List<String> roles,
            String user,
            String tenant,
            @Nullable Slice claims) {}

    /// A call as a test describes it.
    ///
    /// @param caller who calls
    /// @param tool the tool, without a schema
    /// @param arguments a JSON object, or null
    /// @param client what the client says that it is, a JSON object, or null
    public record Call(
            Who caller,
            ToolFacts tool,
            @Nullable Slice arguments,
            String door,
            @Nullable Slice client,
            Instant time) {}

    /// What must become of a call.
    ///
    /// @param outcome `allow`, `narrow`, `confirm`, `approve` or `deny`
    /// @param rule that must decide; empty for any
    /// @param narrowed the arguments that must be changed, JSON by name; null where that does not matter
    public record Expected(
            String outcome, String rule, @Nullable Map<String, Slice> narrowed) {}
}
