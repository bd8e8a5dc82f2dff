package io.gatehouse.upstream;

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
/// @param posting the headers of every POST
record LegacySession(@Nullable String id, Revision revision, List<Header> credentials, Headers posting) {
    static final Header ACCEPT_BOTH = new Header("Accept", "application/json, text/event-stream");
    static final Header JSON = new Header("Content-Type", "application/json");

    static LegacySession of(@Nullable String id, Revision revision, List<Header> credentials) {
        List<Header> headers = new ArrayList<>(List.of(ACCEPT_BOTH, JSON));
        headers.addAll(own(id, revision, credentials));
        return new LegacySession(id, revision, credentials, Headers.of(headers));
    }

    LegacySession with(List<Header> other) {
        return of(id, revision, other);
    }

    /// The headers of a GET that opens or resumes a stream.
    Headers streaming(@Nullable String lastEventId) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Accept", "text/event-stream")));
        headers.addAll(own(id, revision, credentials));
        if (lastEventId != null) {
            headers.add(new Header("Last-Event-ID", lastEventId));
        }
        return Headers.of(headers);
    }

    /// The headers of the DELETE that ends the session.
    Headers ending() {
        return Headers.of(own(id, revision, credentials));
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
