package io.gatehouse.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Encrypts what leaves the machine under a passphrase: AES-256-GCM with a key by PBKDF2 (HMAC-SHA-256, 600,000 rounds,
/// a salt of its own each time).
public final class PassphraseBox {
    /// The fewest characters of a passphrase.
    public static final int LEAST_LENGTH = 12;

    private static final byte FORMAT = 1;
    private static final int ROUNDS = 600_000;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final int HEAD = 1 + SALT + NONCE;

    private PassphraseBox() {}

    /// Encrypts.
    public static byte[] seal(byte[] content, char[] passphrase) {
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        SecureRandom random = new SecureRandom();
        random.nextBytes(salt);
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, salt, nonce, passphrase).doFinal(content);
            return ByteBuffer.allocate(HEAD + sealed.length)
                    .put(FORMAT)
                    .put(salt)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no AES-256-GCM or PBKDF2", missing);
        }
    }

    /// The content; null when it was changed or the passphrase is another.
    public static byte @Nullable [] open(byte[] sealed, char[] passphrase) {
        if (sealed.length < HEAD || sealed[0] != FORMAT) {
            return null;
        }
        ByteBuffer rest = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        rest.get(salt).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, salt, nonce, passphrase).doFinal(sealed, HEAD, sealed.length - HEAD);
        } catch (AEADBadTagException changed) {
            return null;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no AES-256-GCM or PBKDF2", missing);
        }
    }

    private static Cipher cipher(int mode, byte[] salt, byte[] nonce, char[] passphrase)
            throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, ROUNDS, KEY_BITS);
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        spec.clearPassword();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(new byte[] {FORMAT});
        return cipher;
    }
}
