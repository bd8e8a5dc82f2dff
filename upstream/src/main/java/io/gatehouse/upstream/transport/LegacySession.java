package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.protocol.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session that a legacy server made, and the headers that belong to it.
///
/// @param id the `Mcp-Session-Id`, or null when the server keeps no sessions
/// @param credentials those that the headers were made with
/// @param cookies what the server set when the session began, or null
/// @param posting the headers of every POST
public record LegacySession(
        @Nullable String id,
        Revision revision,
        List<Header> credentials,
        @Nullable String cookies,
        Headers posting) {
    /// Accepts one message or a stream of events, as every POST must.
    public static final Header ACCEPT_BOTH = new Header("Accept", "application/json, text/event-stream");
    /// Says that the body is JSON.
    public static final Header JSON = new Header("Content-Type", "application/json");

    /// A session that has begun.
    ///
    /// @param id the session id, or null when the server gave none
    public static LegacySession of(
            @Nullable String id, Revision revision, List<Header> credentials, @Nullable String cookies) {
        List<Header> headers = new ArrayList<>(List.of(ACCEPT_BOTH, JSON));
        headers.addAll(own(id, revision, SessionCookies.with(credentials, cookies)));
        return new LegacySession(id, revision, credentials, cookies, Headers.of(headers));
    }

    LegacySession with(List<Header> other) {
        return of(id, revision, other, cookies);
    }

    /// The headers of a GET that opens or resumes a stream.
    public Headers streaming(@Nullable String lastEventId) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Accept", "text/event-stream")));
        headers.addAll(own(id, revision, SessionCookies.with(credentials, cookies)));
        if (lastEventId != null) {
            headers.add(new Header("Last-Event-ID", lastEventId));
        }
        return Headers.of(headers);
    }

    /// The headers of the DELETE that ends the session.
    public Headers ending() {
        return Headers.of(own(id, revision, SessionCookies.with(credentials, cookies)));
    }

    private static List<Header> own(@Nullable String id, Revision revision, List<Header> credentials) {
        List<Header> headers = new ArrayList<>(credentials);
        if (id != null) {
            headers.add(new Header("Mcp-Session-Id", id));
        }
        if (revision.compareTo(Revision.R2025_06_18) >= 0) {
            headers.add(new Header("MCP-Protocol-Version", revision.id()));
        }
        return headers;
    }
}
