package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.SealKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedValuesTest {
    private static final SealKey OLD = SealKey.of("the old key, of at least 32 bytes");
    private static final SealKey NEW = SealKey.of("the new key, of at least 32 bytes");

    @Test
    void aSecretOpensOnlyInItsPlace() {
        SealedValues values = new SealedValues(KeyRing.given(List.of(NEW)));
        String sealed = values.seal("geheim 🔑", "credentials", "secret", "7");
        assertThat(sealed).doesNotContain("geheim");
        assertThat(values.seal("geheim 🔑", "credentials", "secret", "7")).isNotEqualTo(sealed);
        assertThat(values.open(sealed, "credentials", "secret", "7")).isEqualTo("geheim 🔑");
        assertThat(values.open(sealed, "credentials", "secret", "8")).isNull();
        assertThat(values.open(sealed)).isNull();
        assertThat(values.open(sealed.replace(sealed.charAt(40), '_'), "credentials", "secret", "7"))
                .isNull();
    }

    @Test
    void aSecretOpensAsLongAsItsKeyIsThere() {
        KeyRing keys = KeyRing.given(List.of(OLD));
        SealedValues values = new SealedValues(keys);
        String sealed = values.seal("secret", "place");
        keys.use(List.of(NEW, OLD));
        assertThat(values.open(sealed, "place")).isEqualTo("secret");
        String again = values.seal("secret", "place");
        keys.use(List.of(NEW));
        assertThat(values.open(sealed, "place")).isNull();
        assertThat(values.open(again, "place")).isEqualTo("secret");
    }

    @Test
    void aSecretThatIsTooLongIsRefused() {
        SealedValues values = new SealedValues(KeyRing.given(List.of(NEW)));
        String longest = "x".repeat(780_000);
        assertThat(values.open(values.seal(longest))).isEqualTo(longest);
        assertThatThrownBy(() -> values.seal("x".repeat(800_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The secret is too long to be stored.");
    }
}
