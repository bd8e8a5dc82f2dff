package io.gatehouse.doors.messages.translation;

import io.gatehouse.seal.ReplicaId;
import org.jspecify.annotations.Nullable;

/// What other replicas remember of results, for the caller of one request.
@FunctionalInterface
public interface OtherResults {
    /// Nothing: there is only one replica.
    OtherResults NONE = (keeper, clientId, told) -> null;

    /// What the model was told of a result, JSON of a stranger; null when it cannot be had. May block.
    ///
    /// @param keeper as the client names it
    /// @param clientId the id by which the client knows the call
    /// @param told the digest of what the client was told
    byte @Nullable [] fetch(ReplicaId keeper, String clientId, byte[] told);
}
