package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final byte[] CONTENT = "what was said".getBytes(StandardCharsets.UTF_8);
    private static final int MAX = 300;

    private Instant now = Instant.parse("2026-08-01T00:00:00Z");
    private final KeyRing keys = KeyRing.inMemory(KeyRotation.DEFAULT, () -> now);
    private final Seal seal = seal("purpose");

    private Seal seal(String purpose) {
        return new Seal(keys, purpose, Duration.ofMinutes(10), MAX, () -> now);
    }

    private static String sealed(Seal seal, String... bound) {
        return Objects.requireNonNull(seal.seal(CONTENT, bound));
    }

    private static byte @Nullable [] content(Opened opened) {
        return opened instanceof Opened.Content content ? content.bytes() : null;
    }

    @Test
    void aTokenOpensForWhatItWasBoundTo() {
        assertThat(content(seal.open(sealed(seal)))).isEqualTo(CONTENT);
        assertThat(content(seal.open(sealed(seal, "a", "größe"), "a", "größe"))).isEqualTo(CONTENT);
        assertThat(content(seal.open(Objects.requireNonNull(seal.seal(new byte[0])))))
                .isEmpty();
        assertThat(seal.open(sealed(seal)))
                .isInstanceOfSatisfying(
                        Opened.Content.class,
                        opened -> assertThat(opened.sealedAt()).isEqualTo(now.getEpochSecond()));
    }

    @Test
    void aTokenDoesNotOpenForAnotherPurpose() {
        String text = sealed(seal, "a");
        assertThat(seal("other").open(text, "a")).isInstanceOf(Opened.Refused.class);
        assertThat(seal("purposea").open(sealed(seal))).isInstanceOf(Opened.Refused.class);
        assertThat(content(seal("purpose").open(text, "a"))).isEqualTo(CONTENT);
    }

    @Test
    void aTokenDoesNotOpenForAnythingElseThanItWasBoundTo() {
        String text = sealed(seal, "ab", "c");
        assertThat(seal.open(text)).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(text, "ab")).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(text, "a", "bc")).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(text, "abc")).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(text, "c", "ab")).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(text, "ab", "c", "")).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void everyBitCounts() {
        byte[] token = Base64.getUrlDecoder().decode(sealed(seal));
        for (int bit = 0; bit < 8 * token.length; bit++) {
            byte[] altered = token.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(Base64.getUrlEncoder().withoutPadding().encodeToString(altered)))
                    .as("bit " + bit)
                    .isInstanceOf(Opened.Refused.class);
        }
    }

    @Test
    void everyCharacterCounts() {
        String text = sealed(seal);
        for (int at = 0; at < text.length(); at++) {
            for (char other : "ABab01-_".toCharArray()) {
                String altered = text.substring(0, at) + other + text.substring(at + 1);
                if (!altered.equals(text)) {
                    assertThat(seal.open(altered)).as(altered).isInstanceOf(Opened.Refused.class);
                }
            }
        }
    }

    @Test
    void aTokenThatWasCutDoesNotOpen() {
        String text = sealed(seal);
        for (int length = 0; length < text.length(); length++) {
            assertThat(seal.open(text.substring(0, length))).isInstanceOf(Opened.Refused.class);
            assertThat(seal.open(text.substring(text.length() - length))).isInstanceOf(Opened.Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AA", "AAAA", "=", "==", ".", " ", "\n", "é"})
    void aTokenThatWasExtendedDoesNotOpen(String more) {
        assertThat(seal.open(sealed(seal) + more)).isInstanceOf(Opened.Refused.class);
        assertThat(seal.open(more + sealed(seal))).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void aTokenOfAnotherVersionDoesNotOpen() {
        byte[] token = Base64.getUrlDecoder().decode(sealed(seal));
        for (int version = 0; version < 256; version++) {
            token[0] = (byte) version;
            assertThat(seal.open(Base64.getUrlEncoder().withoutPadding().encodeToString(token)))
                    .isInstanceOf(version == 3 ? Opened.Content.class : Opened.Refused.class);
        }
    }

    @Test
    void aTokenGrowsOld() {
        String text = sealed(seal, "a");
        now = now.plus(Duration.ofMinutes(10));
        assertThat(content(seal.open(text, "a"))).isEqualTo(CONTENT);
        now = now.plusSeconds(1);
        assertThat(seal.open(text, "a")).isInstanceOf(Opened.Expired.class);
        assertThat(seal.open(text, "b")).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void aTokenFromTheFutureDoesNotOpen() {
        Instant before = now;
        now = before.plus(Duration.ofMinutes(5));
        String soon = sealed(seal, "a");
        now = now.plusSeconds(1);
        String later = sealed(seal, "a");
        now = before;
        assertThat(content(seal.open(soon, "a"))).isEqualTo(CONTENT);
        assertThat(seal.open(later, "a")).isInstanceOf(Opened.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0})
    void noDateIsTooFarAwayToBeRefused(long sealedAt) {
        assertThat(seal.expired(sealedAt)).isTrue();
    }

    @Test
    void itsLengthIsBounded() {
        int most = 0;
        while (Seal.length(most + 1) <= MAX) {
            most++;
        }
        String largest = Objects.requireNonNull(seal.seal(new byte[most]));
        assertThat(largest).hasSize(Seal.length(most)).hasSizeLessThanOrEqualTo(MAX);
        assertThat(content(seal.open(largest))).hasSize(most);
        assertThat(seal.seal(new byte[most + 1])).isNull();
        assertThat(seal.open("A".repeat(1 << 20))).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void noTwoTokensAreAlikeAndNoneShowsWhatItSays() {
        Set<String> texts = new HashSet<>();
        for (int count = 0; count < 100; count++) {
            texts.add(sealed(seal, "bound"));
        }
        assertThat(texts).hasSize(100).allMatch(text -> text.matches("[A-Za-z0-9_-]+"));
        assertThat(new String(Base64.getUrlDecoder().decode(sealed(seal, "bound")), StandardCharsets.ISO_8859_1))
                .doesNotContain("said", "bound", "purpose");
    }

    @Test
    void tokensOfOtherKeysDoNotOpen() {
        Seal other = new Seal(
                KeyRing.inMemory(KeyRotation.DEFAULT, () -> now), "purpose", Duration.ofHours(1), MAX, () -> now);
        assertThat(seal.open(sealed(other))).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void aDigestOfASecretIsTheSameForOneProcessOnly() {
        SecretDigest digests = new SecretDigest();
        assertThat(digests.of("secret")).isEqualTo(digests.of("secret")).isNotEqualTo(digests.of("other"));
        assertThat(digests.of("secret")).isNotEqualTo(new SecretDigest().of("secret"));
    }
}
