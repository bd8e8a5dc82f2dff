package io.gatehouse.models;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ResponseHandler;
import java.util.Set;

/// A place where models are asked. Whatever it speaks, its answers are HTTP as Anthropic's API gives it: a JSON body,
/// or server-sent events.
public interface Provider {

    /// Its name in the configuration, for logs and messages.
    String name();

    /// Sends a request. Never blocks and never throws for I/O: what goes wrong is told to the handler, as an error in
    /// the API's shape or as a failure.
    ///
    /// @param answer hears the answer on an event loop or another thread, one at a time; must not block
    ClientCall send(ModelRequest request, ResponseHandler answer);

    /// Whether its answers are those of Anthropic's API byte for byte, not made of something else here.
    default boolean verbatim() {
        return true;
    }

    /// Whether a caller's own credentials are sent in the place of those that are configured.
    default boolean takesCallerKeys() {
        return false;
    }

    /// The names of models that it maps to names of its own.
    default Set<String> models() {
        return Set.of();
    }

    /// Whether it serves all paths of Anthropic's API, not only messages.
    default boolean servesAllPaths() {
        return false;
    }
}
