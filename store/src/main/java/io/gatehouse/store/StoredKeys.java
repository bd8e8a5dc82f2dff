package io.gatehouse.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of callers. A key that was revoked or expired stays stored for a month, unless very many did. Times are
/// kept
/// in milliseconds. Each change has a version
/// that is higher than the version of every change that became visible before it.
public interface StoredKeys {

    /// Makes a key. At most 1,000 keys of a tenant have not ended, and 10,000 in all.
    ///
    /// @param sha256 the SHA-256 digest of its secret's UTF-8 text, in lower-case hexadecimal digits
    /// @return [KeyChange.Done], [KeyChange.NameTaken], [KeyChange.SecretTaken] or [KeyChange.Full]
    /// @throws IllegalArgumentException when the grant is too long
    KeyChange add(KeyGrant grant, String sha256, Instant now) throws StoreAwayException;

    /// All keys, in the order in which they were made.
    List<StoredKey> list() throws StoreAwayException;

    /// The key with this id; null when there is none.
    @Nullable
    StoredKey get(String id) throws StoreAwayException;

    /// The key that has or had a secret with this digest; null when there is none. Whether it opens anything is for
    /// [StoredKey#opens] to say.
    @Nullable
    StoredKey find(String sha256) throws StoreAwayException;

    /// Gives a key a new secret. Secrets that have ended by now are forgotten; at most 20 are valid at once.
    ///
    /// @param until when every secret from before stops being valid, at the latest; now for at once
    /// @return [KeyChange.Done], [KeyChange.SecretTaken], [KeyChange.Full] or [KeyChange.NoSuchKey]
    KeyChange rotate(String id, String sha256, Instant until, Instant now) throws StoreAwayException;

    /// Ends a key. A second time changes nothing.
    ///
    /// @return [KeyChange.Done] or [KeyChange.NoSuchKey]
    KeyChange revoke(String id, Instant now) throws StoreAwayException;

    /// Notes when keys were used, by their id. Unknown ids, and times before the noted one, change nothing.
    /// [#changesSince] does not tell of it.
    void noteUses(Map<String, Instant> uses) throws StoreAwayException;

    /// The keys that changed after a version.
    ///
    /// @param version that of the last answer; 0 for all keys
    KeyChanges changesSince(long version) throws StoreAwayException;

    /// Whether a key was ever made.
    boolean everHadKeys() throws StoreAwayException;
}
