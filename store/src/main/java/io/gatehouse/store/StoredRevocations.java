package io.gatehouse.store;

import java.time.Instant;

/// Tokens of the gateway that were revoked. Each is kept until its token would have ended anyway. Times are kept in
/// milliseconds.
public interface StoredRevocations {

    /// Revokes a token. A second time changes nothing. What has ended by now is forgotten.
    ///
    /// @param id of the token, 1 to 200 characters
    /// @param ends when it ends by itself
    void add(String id, Instant ends, Instant now) throws StoreAwayException;

    /// The tokens that were revoked after a version.
    ///
    /// @param version that of the last answer; 0 for all of them
    Revocations since(long version) throws StoreAwayException;
}
