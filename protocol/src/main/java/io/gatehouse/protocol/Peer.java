package io.gatehouse.protocol;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The other side of a door: the client that a request came from.
///
/// @param revision the revision that it speaks in this request
/// @param capabilities what it declared that it can do, an object as it came; null when it declared nothing
/// @param clientInfo what it says that it is, an object as it came, or null; it may say anything, so it never speaks
/// for
///     the caller in a decision
/// @param caller who is answerable for it
/// @param session what lasts between requests of a legacy client; null in the modern era
public record Peer(
        Revision revision,
        @Nullable ObjectView capabilities,
        @Nullable ObjectView clientInfo,
        Caller caller,
        @Nullable Session session) {

    /// The same client in a request of this caller.
    public Peer by(Caller other) {
        return new Peer(revision, capabilities, clientInfo, other, session);
    }

    /// The same client, without what else its request holds in memory: for what outlives the request.
    public Peer compact() {
        return new Peer(
                revision,
                capabilities == null ? null : capabilities.compact(),
                clientInfo == null ? null : clientInfo.compact(),
                caller,
                session);
    }

    /// Whether the client declared the capability, `elicitation` say. One that is `null` is not declared.
    public boolean can(String capability) {
        Slice declared = capabilities == null ? null : capabilities.get(capability);
        return declared != null && declared.first() != 'n';
    }

    /// What lasts between the requests of a legacy client. Kept in memory only: a replica that sees a session for the
    /// first time starts with an empty one.
    public interface Session {
        /// An unguessable id, the same in every replica.
        String id();

        /// The level of `logging/setLevel` as the wire spells it, or null when the client never set one.
        @Nullable
        String logLevel();

        /// Sends a request to the client outside any call, on whatever stream it keeps open.
        ///
        /// @param answer gets the client's response, or an error made here when it cannot be reached
        void ask(Request request, Consumer<Response> answer);

        /// Sends a notification to the client outside any call; dropped when it has no stream open.
        void notify(Notification notification);

        /// Runs the action when the session ends or has idled too long; at once if it already has.
        void onEnd(Runnable action);
    }
}
