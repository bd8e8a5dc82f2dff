package io.gatehouse.gateway.policy;

import io.gatehouse.gateway.person.Person;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.policy.UseKind;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked of the gateway, as far as decisions and records need to know it: a call of a tool, a list, a request
/// to a model.
public interface Asked {
    /// The id by which callers and operators speak of it.
    String requestId();

    /// Who asks.
    Caller caller();

    /// The door that it came through, `mcp` say.
    String door();

    /// The method of the protocol: `tools/call`, or `messages` for a request to a model.
    String method();

    /// What it is about: the tool, prompt or URI as the server calls it, or the model; null when it names nothing.
    @Nullable
    String name();

    /// All that it names of the kind of [#name()], which a request to a model may do more than once. Perhaps with some
    /// work.
    default List<String> names() {
        String named = name();
        return named == null ? List.of() : List.of(named);
    }

    /// The server that it is for; null where it is for none, or for all of a toolset.
    default @Nullable String server() {
        return null;
    }

    /// The name of the toolset that it came to; empty for that of all servers, and for none.
    default String toolsetName() {
        return "";
    }

    /// The scope that it needs, [io.gatehouse.policy.Scopes]; null where it names no server.
    default @Nullable String scope() {
        return null;
    }

    /// The arguments of a tool or prompt, as its server gets them; null where there are none.
    default @Nullable ObjectView arguments() {
        return null;
    }

    /// [#arguments()] as they are written, whatever they are; null where there are none.
    default @Nullable Slice writtenArguments() {
        return null;
    }

    /// As what it counts for limits; null where it is not counted.
    default @Nullable UseKind counts() {
        return null;
    }

    /// The id of the session that it belongs to: the one that the caller's token is bound to, that of a client that has
    /// sessions, or the request to a model for whose sake a tool is called. Null where it belongs to none.
    default @Nullable String session() {
        String bound = caller().boundSession();
        return bound.isEmpty() ? null : bound;
    }

    /// Whether it only brings answers to a call that waits for them in this gateway, which was counted when it began.
    default boolean resumes() {
        return false;
    }

    /// What is known of the tool that it calls; null where it calls none.
    default @Nullable ToolFacts tool() {
        return null;
    }

    /// What the client says that it is, an object as it came, or null. It may say anything: whoever trusts it decides
    /// against the caller only.
    default @Nullable ObjectView clientInfo() {
        return null;
    }

    /// What decides whether a person has to agree to it; [ToolRisk#NONE] where it calls no tool.
    default ToolRisk risk() {
        return ToolRisk.NONE;
    }

    /// The call of a tool as it will be sent; null where it calls none. Takes some work.
    default @Nullable ToolUse toolUse() {
        return null;
    }

    /// Whether what it calls is still what it was when it came in. Asked after somebody had to be waited for.
    default boolean current() {
        return true;
    }

    /// Whose word a policy before has demanded for it.
    default Requirement demanded() {
        return Requirement.NONE;
    }

    /// Whether it goes on with a call that was let pass in an earlier round, because its server asked for more then
    /// (2026-07-28). What a person agreed to then need not be asked again.
    default boolean furtherRound() {
        return false;
    }

    /// What tells this further round from all others; empty where it is none.
    default String round() {
        return "";
    }

    /// The person behind it.
    default Person person() {
        return Person.NOBODY;
    }
}
