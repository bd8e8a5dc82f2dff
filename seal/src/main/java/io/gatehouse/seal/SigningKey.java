package io.gatehouse.seal;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/// A key pair of Ed25519 that follows from a [SealKey]: whoever has the seal key can sign, and everybody who has the
/// public key can check signatures.
///
/// @param id names the key
/// @param pair the keys
public record SigningKey(String id, KeyPair pair) {
    private static final String ALGORITHM = "Ed25519";
    private static final int LENGTH = 32;

    static SigningKey of(SealKey key, String purpose) {
        return new SigningKey(key.name(), pair(key.derivedFor(purpose).getEncoded()));
    }

    /// The pair whose private key is a seed. Java can make a public key only while it generates a pair, so the seed
    /// stands in for the random bytes of that.
    static KeyPair pair(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /// The signature of some bytes, 64 bytes.
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key of " + ALGORITHM + " can sign", impossible);
        }
    }

    /// Whether a signature is that of some bytes.
    public boolean verify(byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(pair.getPublic());
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /// The public key as others know it, 32 bytes (RFC 8032).
    public byte[] point() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length);
    }

    @Override
    public String toString() {
        return "signing key " + id;
    }

    /// Gives the bytes of a seed where random ones are wanted.
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("a seed has " + seed.length + " bytes, not " + bytes.length);
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
