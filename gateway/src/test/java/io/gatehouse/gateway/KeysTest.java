package io.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void withoutKeysAnyKeyIsIgnored() {
        assertThat(new Keys(List.of()).caller("Bearer whatever", null)).isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void aKeyIsKnownFromEitherHeaderAndBearerGoesFirst() throws Exception {
        Keys keys = new Keys(List.of(key("ci", "secret"), key("dev", "other")));
        assertThat(keys.caller("Bearer secret", null)).isEqualTo(new Caller("ci"));
        assertThat(keys.caller("bearer  secret ", null)).isEqualTo(new Caller("ci"));
        assertThat(keys.caller(null, "other")).isEqualTo(new Caller("dev"));
        assertThat(keys.caller("Bearer wrong", "other")).isNull();
        assertThat(keys.caller("Basic c2VjcmV0", null)).isNull();
        assertThat(keys.caller(null, null)).isNull();
    }

    private static Keys.Key key(String name, String secret) throws Exception {
        return new Keys.Key(name, MessageDigest.getInstance("SHA-256").digest(secret.getBytes()));
    }
}
