package io.gatehouse.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Signs tokens as issuers do, and as attackers would like to.
final class Signer {
    static final String ISSUER = "https://login.example.com/tenant";
    static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    static final RSAKey RSA = rsa("rsa-1", 2048);
    static final ECKey EC = ec("ec-1");

    private Signer() {}

    static RSAKey rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What an issuer publishes.
    static byte[] published(JWK... keys) {
        return new JWKSet(Stream.of(keys).map(JWK::toPublicJWK).toList())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// What a token that is right says.
    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("alice")
                .audience("https://gw.example.com/mcp")
                .claim("azp", "desk")
                .claim("scope", "mcp:read crm:write openid")
                .issueTime(Date.from(NOW.minusSeconds(60)))
                .expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    /// A token of the usual claims with a change, signed with the usual key.
    static String token(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        return ec(EC, header("ES256", "ec-1").build(), claims.build());
    }

    static String token() throws JOSEException {
        return token(claims -> {});
    }

    static JWSHeader.Builder header(String algorithm, String id) {
        return new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(id).type(new JOSEObjectType("at+jwt"));
    }

    static String ec(ECKey key, JWSHeader header, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    /// A token of these texts, rightly signed.
    static String text(String header, String claims) throws JOSEException {
        String signed = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        return signed + "."
                + new ECDSASigner(EC).sign(header("ES256", "ec-1").build(), signed.getBytes(StandardCharsets.US_ASCII));
    }

    static String rsa(RSAKey key, JWSHeader header, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new RSASSASigner(key, true));
        return token.serialize();
    }

    /// A token whose "secret" is a public key.
    static String mac(byte[] secret, String id) throws JOSEException {
        SignedJWT token = new SignedJWT(header("HS256", id).build(), claims().build());
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    static KeyPair ed25519() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static String ed25519(KeyPair pair, String id) throws GeneralSecurityException {
        JWSHeader header = header("EdDSA", id).build();
        String signed =
                header.toBase64URL() + "." + claims().build().toPayload().toBase64URL();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64URL.encode(signature.sign());
    }

    /// Two texts with the parts of a token and an empty signature.
    static String unsigned(String header) {
        return Base64URL.encode(header) + "." + claims().build().toPayload().toBase64URL() + ".";
    }
}
