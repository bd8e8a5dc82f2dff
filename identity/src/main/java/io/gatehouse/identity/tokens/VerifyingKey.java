package io.gatehouse.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A public key by which signatures of an issuer are checked. Which algorithms it serves follows from the key alone,
/// so that no token can have it used for another: a public key never checks a signature with a shared secret.
///
/// @param id by which tokens name it; empty when it has none
/// @param algorithms as tokens name them
/// @param check tells whether a signature is right
record VerifyingKey(String id, Set<String> algorithms, Check check) {
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 8_192;
    private static final int MOST_EXPONENT_BITS = 33;

    /// Tells whether a signature is right.
    @FunctionalInterface
    interface Check {
        boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException;
    }

    VerifyingKey {
        algorithms = Set.copyOf(algorithms);
    }

    /// The key in a JWK; null when it cannot or must not check signatures of tokens.
    static @Nullable VerifyingKey of(JWK key) throws JOSEException {
        boolean other = key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)
                || key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY);
        VerifyingKey made = other ? null : made(key);
        if (made == null || key.getAlgorithm() == null) {
            return made;
        }
        String only = key.getAlgorithm().getName();
        return made.algorithms().contains(only) ? new VerifyingKey(made.id(), Set.of(only), made.check()) : null;
    }

    private static @Nullable VerifyingKey made(JWK key) throws JOSEException {
        String id = key.getKeyID() == null ? "" : key.getKeyID();
        return switch (key) {
            case RSAKey rsa
            when strong(rsa) ->
                new VerifyingKey(
                        id,
                        Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
                        new RSASSAVerifier(rsa.toRSAPublicKey())::verify);
            case ECKey curve
            when !algorithm(curve.getCurve()).isEmpty() ->
                new VerifyingKey(
                        id, Set.of(algorithm(curve.getCurve())), new ECDSAVerifier(curve.toECPublicKey())::verify);
            case OctetKeyPair pair
            when pair.getCurve().equals(Curve.Ed25519) ->
                new VerifyingKey(id, Set.of("EdDSA", "Ed25519"), new Ed25519(pair.getDecodedX())::verify);
            default -> null;
        };
    }

    /// Not so small that it can be broken, nor so large that checking takes long.
    private static boolean strong(RSAKey rsa) {
        BigInteger exponent = rsa.getPublicExponent().decodeToBigInteger();
        int bits = rsa.getModulus().decodeToBigInteger().bitLength();
        return bits >= LEAST_RSA_BITS
                && bits <= MOST_RSA_BITS
                && exponent.testBit(0)
                && exponent.compareTo(BigInteger.TWO) > 0
                && exponent.bitLength() <= MOST_EXPONENT_BITS;
    }

    private static String algorithm(Curve curve) {
        if (curve.equals(Curve.P_256)) {
            return JWSAlgorithm.ES256.getName();
        }
        if (curve.equals(Curve.P_384)) {
            return JWSAlgorithm.ES384.getName();
        }
        return curve.equals(Curve.P_521) ? JWSAlgorithm.ES512.getName() : "";
    }
}
