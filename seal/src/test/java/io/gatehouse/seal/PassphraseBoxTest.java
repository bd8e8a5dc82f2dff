package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PassphraseBoxTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();
    private static final byte[] CONTENT = "keys of this machine".getBytes(StandardCharsets.UTF_8);

    @Test
    void onlyThePassphraseOpensWhatItSealed() {
        byte[] sealed = PassphraseBox.seal(CONTENT, PASSPHRASE);
        assertThat(PassphraseBox.open(sealed, PASSPHRASE)).isEqualTo(CONTENT);
        assertThat(PassphraseBox.open(sealed, "correct house".toCharArray())).isNull();
        assertThat(PassphraseBox.seal(CONTENT, PASSPHRASE)).isNotEqualTo(sealed);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("keys");
    }

    @Test
    void whatWasChangedDoesNotOpen() {
        byte[] sealed = PassphraseBox.seal(CONTENT, PASSPHRASE);
        for (int place : new int[] {0, 1, 20, sealed.length - 1}) {
            byte[] changed = sealed.clone();
            changed[place] ^= 1;
            assertThat(PassphraseBox.open(changed, PASSPHRASE))
                    .as("byte " + place)
                    .isNull();
        }
        assertThat(PassphraseBox.open(new byte[3], PASSPHRASE)).isNull();
    }
}
