package io.gatehouse.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Makes and opens the tokens of one purpose: texts that only holders of the keys can make, change or read. A token of
/// one purpose does not open for another, nor for anything else than what it was bound to. Safe for use by several
/// threads.
///
/// A token is, as base64url without padding: one byte of version, the key's id, a nonce, and AES-256-GCM over the time
/// and the content. Its key is derived for its purpose. Version, purpose and what it is bound to are authenticated and
/// not in it. GCM compares its tag in constant time.
public final class Seal {
    private static final byte VERSION = 3;
    /// How far ahead the clock of another holder of the keys may be.
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int NONCE_AT = 1 + Integer.BYTES;
    private static final int HEAD_BYTES = NONCE_AT + NONCE_BYTES;
    private static final int LEAST_BYTES = HEAD_BYTES + Long.BYTES + TAG_BITS / 8;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(Seal::cipher);

    private final KeyRing keys;
    private final String purpose;
    private final Duration maxAge;
    private final int maxLength;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    /// By the id of the key from which each is derived.
    private final Map<Integer, SecretKey> derived = new ConcurrentHashMap<>();

    /// @param purpose what the tokens are for; no two uses of the same keys have one in common
    /// @param maxAge how long a token opens
    /// @param maxLength the longest token, in characters
    public Seal(KeyRing keys, String purpose, Duration maxAge, int maxLength, InstantSource clock) {
        this.keys = keys;
        this.purpose = purpose;
        this.maxAge = maxAge;
        this.maxLength = maxLength;
        this.clock = clock;
    }

    /// The length of a token with as many bytes of content, in characters.
    public static int length(int contentBytes) {
        return (4 * (LEAST_BYTES + contentBytes) + 2) / 3;
    }

    /// A token with this content; null when it would be too long.
    ///
    /// @param bound what must be given again to open it
    public @Nullable String seal(byte[] content, String... bound) {
        if (length(content.length) > maxLength) {
            return null;
        }
        SealKey key = keys.newest();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = ByteBuffer.allocate(Long.BYTES + content.length)
                .putLong(clock.instant().getEpochSecond())
                .put(content)
                .array();
        ByteBuffer token = ByteBuffer.allocate(LEAST_BYTES + content.length)
                .put(VERSION)
                .putInt(key.id())
                .put(nonce);
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(Cipher.ENCRYPT_MODE, derived(key), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context(bound));
            token.put(cipher.doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be sealed", e);
        }
        return ENCODER.encodeToString(token.array());
    }

    /// Opens a token that was bound to the same.
    public Opened open(String text, String... bound) {
        byte[] token = decoded(text);
        if (token == null || token.length < LEAST_BYTES || token[0] != VERSION) {
            return new Opened.Refused();
        }
        SealKey key = keys.find(ByteBuffer.wrap(token).getInt(1));
        byte[] opened = key == null ? null : decrypted(derived(key), token, context(bound));
        if (opened == null) {
            return new Opened.Refused();
        }
        ByteBuffer content = ByteBuffer.wrap(opened);
        long sealedAt = content.getLong();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        if (early(sealedAt)) {
            return new Opened.Refused();
        }
        return expired(sealedAt) ? new Opened.Expired() : new Opened.Content(bytes, sealedAt);
    }

    /// Whether a token that was sealed then, in seconds since 1970, does not open now: it is too old, or its date is
    /// more than five minutes in the future.
    public boolean expired(long sealedAt) {
        return early(sealedAt) || sealedAt < clock.instant().getEpochSecond() - maxAge.toSeconds();
    }

    private boolean early(long sealedAt) {
        return sealedAt > clock.instant().getEpochSecond() + SKEW.toSeconds();
    }

    private SecretKey derived(SealKey key) {
        return derived.computeIfAbsent(key.id(), id -> key.derivedFor(purpose));
    }

    /// A token has one spelling only.
    private byte @Nullable [] decoded(String text) {
        if (text.length() > maxLength) {
            return null;
        }
        try {
            byte[] token = DECODER.decode(text);
            return ENCODER.encodeToString(token).equals(text) ? token : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }

    private static byte @Nullable [] decrypted(SecretKey key, byte[] token, byte[] context) {
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, token, NONCE_AT, NONCE_BYTES));
            cipher.updateAAD(context);
            return cipher.doFinal(token, HEAD_BYTES, token.length - HEAD_BYTES);
        } catch (GeneralSecurityException notOurs) {
            return null;
        }
    }

    /// Version, purpose and what a token is bound to; each text with its length, so that no two lists look the same.
    private byte[] context(String... bound) {
        byte[][] parts = new byte[1 + bound.length][];
        parts[0] = purpose.getBytes(StandardCharsets.UTF_8);
        int size = 1 + Integer.BYTES + parts[0].length;
        for (int part = 0; part < bound.length; part++) {
            parts[part + 1] = bound[part].getBytes(StandardCharsets.UTF_8);
            size += Integer.BYTES + parts[part + 1].length;
        }
        ByteBuffer context = ByteBuffer.allocate(size).put(VERSION);
        for (byte[] part : parts) {
            context.putInt(part.length).put(part);
        }
        return context.array();
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }
}
