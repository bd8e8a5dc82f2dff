package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Keys that several processes are given.
class GivenKeysTest {
    private static final SealKey OLD = SealKey.of("an old secret of at least thirty-two bytes");
    private static final SealKey NEW = SealKey.of("a new secret of at least thirty-two bytes");

    private Instant now = Instant.parse("2026-08-01T00:00:00Z");

    private Seal seal(KeyRing keys, String purpose) {
        return new Seal(keys, purpose, Duration.ofDays(36_500), 200, () -> now);
    }

    private String sealed(KeyRing keys) {
        return Objects.requireNonNull(seal(keys, "test").seal(new byte[] {1}));
    }

    private boolean opens(KeyRing keys, String text) {
        return seal(keys, "test").open(text) instanceof Opened.Content;
    }

    @Test
    void theSameSecretOpensInAnotherProcess() {
        String token = sealed(KeyRing.given(List.of(OLD)));
        assertThat(opens(KeyRing.given(List.of(SealKey.of("an old secret of at least thirty-two bytes"))), token))
                .isTrue();
        assertThat(opens(KeyRing.given(List.of(NEW)), token)).isFalse();
    }

    @Test
    void theFirstSealsAndAllOpen() {
        KeyRing one = KeyRing.given(List.of(OLD));
        KeyRing both = KeyRing.given(List.of(OLD, NEW));
        assertThat(opens(one, sealed(both))).isTrue();
        both.use(List.of(NEW, OLD));
        assertThat(opens(both, sealed(one))).isTrue();
        assertThat(opens(one, sealed(both))).isFalse();
        assertThat(opens(KeyRing.given(List.of(NEW)), sealed(both))).isTrue();
    }

    @Test
    void theyNeverChangeByThemselves() {
        KeyRing keys = KeyRing.given(List.of(OLD));
        now = now.plus(Duration.ofDays(3_650));
        assertThat(opens(KeyRing.given(List.of(OLD)), sealed(keys))).isTrue();
        assertThat(keys.rotates()).isFalse();
        assertThatThrownBy(keys::rotate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.use(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysThatChangeByThemselvesAreNotReplaced() {
        KeyRing keys = KeyRing.inMemory(KeyRotation.DEFAULT, () -> now);
        assertThatThrownBy(() -> keys.use(List.of(OLD))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eachPurposeHasAKeyOfItsOwn() {
        assertThat(OLD.derivedFor("one").getEncoded())
                .hasSize(32)
                .isNotEqualTo(OLD.derivedFor("two").getEncoded())
                .isNotEqualTo(OLD.secret().getEncoded());
    }

    @Test
    void aShortSecretIsRefusedAndNoTextShowsOne() {
        assertThatThrownBy(() -> SealKey.of("short")).hasMessageContaining("at least 32 bytes, not 5");
        assertThat(OLD.toString()).matches("key [0-9a-f]{8}");
    }
}
