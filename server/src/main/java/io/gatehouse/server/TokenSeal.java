package io.gatehouse.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// The envelope of a token: key id, nonce, AES-256-GCM ciphertext, as base64url text.
final class TokenSeal {
    static final int ID_BYTES = 16;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = Integer.BYTES + NONCE_BYTES;
    private static final byte FORMAT = 1;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(TokenSeal::cipher);

    private TokenSeal() {}

    /// What a token is bound to without containing it.
    static byte[] bound(String scope, String caller) {
        byte[] first = scope.getBytes(StandardCharsets.UTF_8);
        byte[] second = caller.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Integer.BYTES + first.length + second.length)
                .put(FORMAT)
                .putInt(first.length)
                .put(first)
                .put(second)
                .array();
    }

    static String seal(SessionKey key, SecureRandom random, byte[] bound, byte[] content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        ByteBuffer token = ByteBuffer.allocate(HEAD_BYTES + content.length + TAG_BITS / 8);
        token.putInt(key.id()).put(nonce);
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(Cipher.ENCRYPT_MODE, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(bound);
            token.put(cipher.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a session token could not be sealed", e);
        }
        return ENCODER.encodeToString(token.array());
    }

    /// The content, or null when the text is no token that these keys sealed for what it is bound to.
    static byte @Nullable [] open(List<SessionKey> keys, byte[] bound, String text) {
        byte[] token;
        try {
            token = DECODER.decode(text);
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
        if (token.length < HEAD_BYTES + TAG_BITS / 8) {
            return null;
        }
        int id = ByteBuffer.wrap(token).getInt();
        for (SessionKey key : keys) {
            if (key.id() == id) {
                return decrypt(key, bound, token);
            }
        }
        return null;
    }

    private static byte @Nullable [] decrypt(SessionKey key, byte[] bound, byte[] token) {
        try {
            Cipher cipher = CIPHER.get();
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key.secret(),
                    new GCMParameterSpec(TAG_BITS, token, Integer.BYTES, NONCE_BYTES));
            cipher.updateAAD(bound);
            return cipher.doFinal(token, HEAD_BYTES, token.length - HEAD_BYTES);
        } catch (GeneralSecurityException notOurs) {
            return null;
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }
}
