package io.gatehouse.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// Signatures with a key of the curve Ed25519 (RFC 8037), by the JDK: the token library would need another library.
final class Ed25519 {
    private static final String NAME = "Ed25519";
    /// What stands before the 32 bytes of a public key in its usual encoding (RFC 8410).
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int LENGTH = 32;

    private final PublicKey key;

    /// @param x the public key
    Ed25519(byte[] x) throws JOSEException {
        if (x.length != LENGTH) {
            throw new JOSEException("a key of Ed25519 has 32 bytes");
        }
        byte[] encoded = new byte[PREFIX.length + LENGTH];
        System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
        System.arraycopy(x, 0, encoded, PREFIX.length, LENGTH);
        try {
            key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException wrong) {
            throw new JOSEException("this is no key of Ed25519", wrong);
        }
    }

    boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        try {
            Signature check = Signature.getInstance(NAME);
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature.decode());
        } catch (GeneralSecurityException wrong) {
            throw new JOSEException("the signature of " + header.getAlgorithm() + " cannot be checked", wrong);
        }
    }
}
