package io.gatehouse.gateway.record;

import io.gatehouse.gateway.catalog.DefinitionDigest;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import org.jspecify.annotations.Nullable;

/// What is known of one thing that was asked of the gateway, once it has ended: who asked for what, whether it was let
/// through, and how it ended. No arguments, no results.
///
/// @param requestId the id by which callers and operators speak of it
/// @param kind what kind of thing was asked
/// @param source who asked
/// @param subject what was asked
/// @param measure when, how long and how much
/// @param decision whether it was let through
/// @param ending how it ended
public record CallRecord(
        String requestId,
        Kind kind,
        Source source,
        Subject subject,
        Measure measure,
        Decision decision,
        Ending ending) {

    /// What kind of thing was asked.
    public enum Kind {
        /// A call of a tool, prompt, resource, completion, or of a method that the gateway does not know.
        CALL,
        /// A page of a list.
        LIST,
        /// A subscription to changes.
        SUBSCRIPTION,
        /// A notification from a client to its servers.
        NOTIFICATION,
        /// A question that a server asks a client in the middle of a call.
        QUESTION
    }

    /// Who asked.
    ///
    /// @param caller who is answerable
    /// @param session the id of the client's session, or null when it has none
    /// @param door the door that it came through, `mcp` say
    /// @param trace the id of the trace that the client says it belongs to (W3C Trace Context), or null
    public record Source(
            Caller caller,
            @Nullable String session,
            String door,
            @Nullable String trace) {}

    /// What was asked.
    ///
    /// @param method the protocol's method
    /// @param server the server that it went to, or null when none was found
    /// @param name the tool, prompt or URI as the server calls it; as the client called it when no server was found
    /// @param definition of the tool or prompt as its server listed it, or null when it is none or was not found
    public record Subject(
            String method,
            @Nullable String server,
            @Nullable String name,
            @Nullable DefinitionDigest definition) {}

    /// When, how long and how much.
    ///
    /// @param startedMillis when it came in, milliseconds since the epoch
    /// @param durationNanos how long it took, in nanoseconds
    /// @param requestBytes the size of the request, in bytes
    /// @param responseBytes the size of the response, in bytes; 0 when there was none
    public record Measure(long startedMillis, long durationNanos, int requestBytes, int responseBytes) {}

    /// How it ended.
    ///
    /// @param outcome how
    /// @param known what is known about its effects
    /// @param category what part of the way a failure concerns; null when nothing failed at or behind the gateway
    /// @param problem what went wrong in a few words, for operators, or null
    public record Ending(
            CallOutcome outcome,
            Outcome known,
            @Nullable Category category,
            @Nullable String problem) {
        /// Answered by the server.
        public static Ending answered(CallOutcome outcome) {
            return new Ending(outcome, Outcome.DONE, null, null);
        }

        /// Not let through by the gateway.
        public static Ending refused(Category category, String problem) {
            return new Ending(CallOutcome.REFUSED, Outcome.NOT_SENT, category, problem);
        }
    }

    /// [Source#caller()].
    public Caller caller() {
        return source.caller();
    }

    /// [Source#session()].
    public @Nullable String session() {
        return source.session();
    }

    /// [Source#door()].
    public String door() {
        return source.door();
    }

    /// [Subject#method()].
    public String method() {
        return subject.method();
    }

    /// [Subject#server()].
    public @Nullable String server() {
        return subject.server();
    }

    /// [Subject#name()].
    public @Nullable String name() {
        return subject.name();
    }

    /// [Ending#outcome()].
    public CallOutcome outcome() {
        return ending.outcome();
    }

    /// [Ending#known()].
    public Outcome known() {
        return ending.known();
    }

    /// [Ending#problem()].
    public @Nullable String problem() {
        return ending.problem();
    }
}
