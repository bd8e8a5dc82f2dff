package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Request;
import java.util.List;

/// An HTTP request that perhaps another replica has to answer.
///
/// @param toolset that it is for
/// @param kind what is in it
/// @param requests those that get a response
/// @param batch whether they came as an array
/// @param modern whether they are of the modern era
record Incoming(
        HttpExchange http,
        Visitor visitor,
        String toolset,
        Kind kind,
        List<Request> requests,
        boolean batch,
        boolean modern) {
    /// What is in an HTTP request.
    enum Kind {
        /// Requests, which are new work.
        WORK,
        /// Nothing but responses, notifications, or the end of a session: about what is being worked on already.
        WORD,
        /// The wish for an event stream.
        STREAM
    }

    /// One that is answered without a response.
    static Incoming of(HttpExchange http, Visitor visitor, String toolset, Kind kind) {
        return new Incoming(http, visitor, toolset, kind, List.of(), false, false);
    }

    /// The same request's path; what follows the question mark means nothing here.
    String path() {
        return http.path();
    }
}
