package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {
    /// FIPS 180-4's example.
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void everyFormIsTheSameDigest() {
        assertThat(Sha256.hex("abc")).isEqualTo(ABC);
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(ABC);
        assertThat(Sha256.hex("abc", 8)).isEqualTo("ba7816bf");
        assertThat(Sha256.of("abc")).isEqualTo(HexFormat.of().parseHex(ABC));
        assertThat(Sha256.hex("größe")).isEqualTo(Sha256.hex("größe".getBytes(StandardCharsets.UTF_8)));
        assertThat(Sha256.same(Sha256.of("abc"), Sha256.of("abc"))).isTrue();
        assertThat(Sha256.same(Sha256.of("abc"), Sha256.of("abd"))).isFalse();
    }
}
