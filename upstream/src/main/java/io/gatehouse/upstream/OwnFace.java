package io.gatehouse.upstream;

import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.transport.Connection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// For whom a connection of its own is: a session of a legacy client, or a modern client of one caller with the same
/// capabilities, which may have one call at a time there, so that what the server asks belongs to that call.
///
/// @param key tells the faces apart
/// @param peer the client for which it is opened
/// @param exclusive whether it carries one call at a time
record OwnFace(String key, Peer peer, boolean exclusive) {

    /// The face under which a call goes to a legacy server; null when it goes over the shared connection.
    ///
    /// @param known whether the session has a connection of its own already
    static @Nullable OwnFace of(ServerCall call, ServerSettings settings, Connection shared, KnownSession known) {
        if (settings.sessions() == Sessions.SHARED || !shared.stateful()) {
            return null;
        }
        Peer peer = call.peer();
        Peer.Session session = peer.session();
        if (session != null) {
            boolean wanted = settings.sessions() == Sessions.OWN
                    || asked(peer, settings)
                    || session.logLevel() != null
                    || known.has(session.id());
            return wanted ? new OwnFace(session.id(), peer, false) : null;
        }
        boolean wanted = peer.revision().modern()
                && rounds(call.method())
                && (asked(peer, settings)
                        || level(call) != null && shared.facts().can("logging"));
        return wanted ? new OwnFace(modern(peer), peer, true) : null;
    }

    /// Says whether a session has a connection of its own.
    @FunctionalInterface
    interface KnownSession {
        boolean has(String session);
    }

    /// The same, for a connection that outlives the request that it was opened for.
    OwnFace lasting() {
        return new OwnFace(key, peer.compact(), exclusive);
    }

    /// The session, where it is for one.
    Peer.@Nullable Session session() {
        return peer.session();
    }

    /// The level of log messages that a call wants, as the wire spells it, or null.
    @Nullable
    String logLevel(ServerCall call) {
        Peer.Session session = session();
        return session == null ? level(call) : session.logLevel();
    }

    private static @Nullable String level(ServerCall call) {
        ObjectView meta = call.meta();
        return meta == null ? null : meta.string(Meta.LOG_LEVEL);
    }

    /// Whether a server may ask the client something; configured roots are named by the gateway.
    private static boolean asked(Peer peer, ServerSettings settings) {
        return Stream.of(Method.ELICIT, Method.SAMPLE, Method.ROOTS_LIST)
                .filter(method -> settings.roots().isEmpty() || !method.equals(Method.ROOTS_LIST))
                .anyMatch(method -> declared(peer, method));
    }

    private static boolean declared(Peer peer, String method) {
        String missing = ClientCapabilities.missing(peer, method, null);
        return missing == null || missing.equals("elicitation.form");
    }

    /// What a modern client may be asked in the middle of (2026-07-28, multi round-trip requests).
    private static boolean rounds(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ -> true;
            default -> false;
        };
    }

    private static String modern(Peer peer) {
        ObjectView declared = peer.capabilities();
        return peer.caller().id().text() + "\n"
                + (declared == null ? "" : declared.whole().text());
    }
}
