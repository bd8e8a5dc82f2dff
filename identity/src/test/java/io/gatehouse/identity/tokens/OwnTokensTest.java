package io.gatehouse.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerToken;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.seal.SigningKey;
import io.gatehouse.seal.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that the gateway signs: no other text is taken for one.
class OwnTokensTest {
    private static final String ISSUER = "https://gw.example.com";
    private static final InstantSource CLOCK = InstantSource.fixed(Signer.NOW);
    private static final SigningKeys KEYS = keys();
    private static final OwnTokens TOKENS = new OwnTokens(ISSUER, KEYS, CLOCK);

    private static SigningKeys keys() {
        return new SigningKeys(KeyRing.inMemory(KeyRotation.DEFAULT, CLOCK), "tokens");
    }

    private static OwnToken token() {
        return new OwnToken(
                Caller.ofKey("desk").with(Set.of("crm:read")),
                "print",
                "user-7",
                Set.of(ISSUER + "/mcp"),
                Signer.NOW.plusSeconds(60),
                true,
                new CallerToken(List.of("first", "second"), "run-1"));
    }

    @Test
    void whatIsSignedIsReadAgain() throws Exception {
        assertThat(TOKENS.read(SignedJWT.parse(TOKENS.make(token())))).isEqualTo(token());
    }

    /// A token that was made before tokens had a chain and a session.
    @Test
    void anOlderTokenHasNoSessionAndNoParent() throws Exception {
        String claims =
                payload().replaceFirst(",?\"chain\":\\[[^]]*\\]", "").replaceFirst(",?\"session\":\"[^\"]*\"", "");
        OwnToken read = TOKENS.read(SignedJWT.parse(signed(header(), claims.replace("{,", "{"))));
        assertThat(read).isNotNull();
        assertThat(read.token()).isEqualTo(new CallerToken(List.of("second"), ""));
    }

    private static String payload() {
        try {
            return SignedJWT.parse(TOKENS.make(token())).getPayload().toString();
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String header() {
        return "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\""
                + KEYS.newest().id() + "\"}";
    }

    private static String signed(String header, String claims) {
        return signed(KEYS.newest(), header, claims);
    }

    private static String signed(SigningKey key, String header, String claims) {
        String text = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        return text + "." + Base64URL.encode(key.sign(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String mac(byte[] secret) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(KEYS.newest().id())
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                JWTClaimsSet.parse(payload()));
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    static Stream<String> forged() throws Exception {
        SigningKey other = keys().newest();
        String claims = payload();
        String header = header();
        byte[] point = KEYS.newest().point();
        String right = signed(header, claims);
        String[] parts = right.split("\\.");
        String embedded = header.replace(
                "}",
                ",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Base64URL.encode(other.point()) + "\"}}");
        return Stream.of(
                mac(Arrays.copyOf(point, 32)),
                signed(other, header, claims),
                signed(other, embedded, claims),
                signed(other, header.replace("}", ",\"jku\":\"https://evil.example/keys\"}"), claims),
                signed(other, header.replace(KEYS.newest().id(), other.id()), claims),
                signed(header.replace("at+jwt", "JWT"), claims),
                signed(header.replace(",\"typ\":\"at+jwt\"", ""), claims),
                signed(header.replace("}", ",\"crit\":[\"exp\"],\"exp\":1}"), claims),
                signed(header.replace(",\"kid\":\"" + KEYS.newest().id() + "\"", ""), claims),
                signed(header, claims.replace("\"gatehouse\"", "\"other\"")),
                signed(header, claims.replace("\"kind\":\"KEY\"", "\"kind\":\"BOSS\"")),
                parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[64]),
                parts[0] + "." + Base64URL.encode(claims.replace("crm:read", "mcp:send")) + "." + parts[2]);
    }

    @ParameterizedTest
    @MethodSource
    void forged(String text) throws Exception {
        assertThat(TOKENS.read(SignedJWT.parse(text))).isNull();
    }
}
