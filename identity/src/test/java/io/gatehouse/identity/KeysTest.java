package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Nobody;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void withoutKeysAnyKeyIsIgnored() {
        assertThat(new Keys(List.of()).authenticate(new Credentials("Bearer whatever", null)))
                .isEqualTo(new Authenticated(Caller.ANONYMOUS));
    }

    @Test
    void aKeyIsKnownFromEitherHeaderAndBearerGoesFirst() throws Exception {
        Keys keys = new Keys(List.of(key("ci", "secret"), key("dev", "other")));
        assertThat(name(keys, "Bearer secret", null)).isEqualTo("ci");
        assertThat(name(keys, "bearer  secret ", null)).isEqualTo("ci");
        assertThat(name(keys, null, "other")).isEqualTo("dev");
        assertThat(name(keys, "Basic c2VjcmV0", "other")).isEqualTo("dev");
        assertThat(keys.authenticate(new Credentials("Bearer wrong", "other"))).isInstanceOf(Refused.class);
        assertThat(keys.authenticate(new Credentials("Basic c2VjcmV0", null))).isInstanceOf(Nobody.class);
        assertThat(keys.authenticate(new Credentials(null, null))).isInstanceOf(Nobody.class);
        assertThat(keys.authenticate(new Credentials("Bearer " + "secret".repeat(1000), null)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aWrongKeyIsNotCalledAMissingOne() throws Exception {
        Keys keys = new Keys(List.of(key("ci", "secret")));
        Nobody missing = (Nobody) keys.authenticate(new Credentials("Basic eA==", null));
        assertThat(missing.reason()).startsWith("A key of this gateway is needed");
        assertThat(missing.challenge()).isEqualTo("Bearer realm=\"gatehouse\"");
        Refused wrong = (Refused) keys.authenticate(new Credentials(null, "x"));
        assertThat(wrong.reason()).startsWith("This gateway does not know the key.");
        assertThat(wrong.challenge())
                .isEqualTo("Bearer realm=\"gatehouse\", error=\"invalid_token\","
                        + " error_description=\"This gateway does not know the key\"");
    }

    @Test
    void ofTwoCredentialsItIsSaidWhichOneCounted() throws Exception {
        Keys keys = new Keys(List.of(key("ci", "secret")));
        Refused bearer = (Refused) keys.authenticate(new Credentials("Bearer sk-ant-oat", "secret"));
        assertThat(bearer.reason())
                .startsWith("This gateway does not know the key in Authorization, which counts before x-api-key.")
                .doesNotContain("sk-ant-oat", "secret");
        Refused apiKey = (Refused) keys.authenticate(new Credentials("Basic c2VjcmV0", "x"));
        assertThat(apiKey.reason())
                .startsWith("This gateway does not know the key in x-api-key, which counts because Authorization has"
                        + " no Bearer token.");
        assertThat(((Refused) keys.authenticate(new Credentials("Bearer x", null))).reason())
                .doesNotContain("counts");
    }

    @Test
    void credentialsAreNotPrinted() {
        assertThat(new Credentials("Bearer secret", "other").toString()).doesNotContain("secret", "other");
    }

    private static String name(Keys keys, String authorization, String apiKey) {
        return ((Authenticated) keys.authenticate(new Credentials(authorization, apiKey)))
                .caller()
                .name();
    }

    private static Keys.Key key(String name, String secret) throws Exception {
        byte[] text = secret.getBytes(StandardCharsets.UTF_8);
        return new Keys.Key(name, MessageDigest.getInstance("SHA-256").digest(text));
    }
}
