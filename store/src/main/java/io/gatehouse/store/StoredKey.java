package io.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key as it is stored. Its secret is known by digests only.
///
/// @param id identifies it and never changes: 16 lower-case letters and digits
/// @param grant who it is for, and what it opens
/// @param secrets the digests of its secrets: the current one first, then those that were rotated, the latest first
/// @param created when it was made
/// @param lastUse the last use that was noted; null for none
/// @param revoked when it was revoked; null when it was not
/// @param version that of its last change
public record StoredKey(
        String id,
        KeyGrant grant,
        List<Secret> secrets,
        Instant created,
        @Nullable Instant lastUse,
        @Nullable Instant revoked,
        long version) {

    public StoredKey {
        secrets = List.copyOf(secrets);
    }

    /// A secret of a key.
    ///
    /// @param sha256 the SHA-256 digest of its UTF-8 text, in lower-case hexadecimal digits
    /// @param until when it stops being valid; null for the current one
    public record Secret(String sha256, @Nullable Instant until) {
        private boolean is(String digest) {
            return MessageDigest.isEqual(
                    sha256.getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
        }

        private boolean valid(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    StoredKey with(List<Secret> others) {
        return new StoredKey(id, grant, others, created, lastUse, revoked, version);
    }

    /// Whether it is neither revoked nor expired.
    public boolean live(Instant now) {
        Instant expires = grant.expires();
        return revoked == null && (expires == null || now.isBefore(expires));
    }

    /// Whether it is live and one of its secrets that are valid has this digest.
    public boolean opens(String sha256, Instant now) {
        return live(now) && secrets.stream().anyMatch(secret -> secret.valid(now) && secret.is(sha256));
    }
}
