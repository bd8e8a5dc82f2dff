package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.identity.Authentication.Authenticated;
import io.gatehouse.identity.Authentication.Fault;
import io.gatehouse.identity.Authentication.Nobody;
import io.gatehouse.identity.Authentication.Refused;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ProviderScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyAuthenticatorTest {
    @Test
    void withoutKeysAnyKeyIsIgnored() {
        assertThat(new KeyAuthenticator(List.of()).authenticate(new Credentials("Bearer whatever", null, null)))
                .isEqualTo(new Authenticated(Caller.ANONYMOUS.with(Set.of(ProviderScope.of("all")))));
    }

    @Test
    void aKeyIsKnownFromEitherHeaderAndBearerGoesFirst() throws Exception {
        KeyAuthenticator keys = new KeyAuthenticator(List.of(key("ci", "secret"), key("dev", "other")));
        assertThat(name(keys, "Bearer secret", null)).isEqualTo("ci");
        assertThat(name(keys, "bearer  secret ", null)).isEqualTo("ci");
        assertThat(name(keys, null, "other")).isEqualTo("dev");
        assertThat(name(keys, "Basic c2VjcmV0", "other")).isEqualTo("dev");
        assertThat(keys.authenticate(new Credentials("Bearer wrong", "other", null)))
                .isInstanceOf(Refused.class);
        assertThat(keys.authenticate(new Credentials("Basic c2VjcmV0", null, null)))
                .isInstanceOf(Nobody.class);
        assertThat(keys.authenticate(new Credentials(null, null, null))).isInstanceOf(Nobody.class);
        assertThat(keys.authenticate(new Credentials("Bearer " + "secret".repeat(1000), null, null)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void ofTwoCredentialsItIsSaidWhichOneCounted() throws Exception {
        KeyAuthenticator keys = new KeyAuthenticator(List.of(key("ci", "secret")));
        assertThat(keys.authenticate(new Credentials(null, "x", null))).isEqualTo(new Refused(Fault.UNKNOWN_KEY));
        assertThat(keys.authenticate(new Credentials("Bearer x", null, null)))
                .isEqualTo(new Refused(Fault.UNKNOWN_KEY));
        assertThat(keys.authenticate(new Credentials("Bearer sk-ant-oat", "secret", null)))
                .isEqualTo(new Refused(Fault.UNKNOWN_BEARER));
        assertThat(keys.authenticate(new Credentials("Basic c2VjcmV0", "x", null)))
                .isEqualTo(new Refused(Fault.UNKNOWN_API_KEY));
    }

    @Test
    void credentialsAreNotPrinted() {
        assertThat(new Credentials("Bearer secret", "other", null).toString()).doesNotContain("secret", "other");
    }

    private static String name(KeyAuthenticator keys, String authorization, String apiKey) {
        return ((Authenticated) keys.authenticate(new Credentials(authorization, apiKey, null)))
                .caller()
                .name();
    }

    private static KeyAuthenticator.Key key(String name, String secret) throws Exception {
        byte[] text = secret.getBytes(StandardCharsets.UTF_8);
        return new KeyAuthenticator.Key(
                name, MessageDigest.getInstance("SHA-256").digest(text));
    }
}
