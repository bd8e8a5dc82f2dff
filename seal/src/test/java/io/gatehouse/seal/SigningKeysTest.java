package io.gatehouse.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keys that sign follow from keys that seal.
class SigningKeysTest {
    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);
    private static final SealKey ONE = SealKey.of("the first secret of at least 32 bytes");
    private static final SealKey TWO = SealKey.of("the second secret of at least 32 bytes");

    /// RFC 8032, section 7.1, test 1.
    @Test
    void aSeedGivesTheKeyThatTheStandardSays() {
        SigningKey key = new SigningKey(
                "1",
                SigningKey.pair(
                        HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
        assertThat(HexFormat.of().formatHex(key.point()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HexFormat.of().formatHex(key.sign(new byte[0])))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                + "d25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void holdersOfTheSameSealKeysSignAlike() {
        SigningKeys here = new SigningKeys(KeyRing.given(List.of(ONE)), "test");
        SigningKeys there = new SigningKeys(KeyRing.given(List.of(TWO, ONE)), "test");
        SigningKeys other = new SigningKeys(KeyRing.given(List.of(ONE)), "another purpose");
        byte[] signature = here.newest().sign(TEXT);
        SigningKey same = there.find(here.newest().id());
        assertThat(same).isNotNull();
        assertThat(same.verify(TEXT, signature)).isTrue();
        assertThat(there.newest().verify(TEXT, signature)).isFalse();
        assertThat(other.newest().verify(TEXT, signature)).isFalse();
        assertThat(same.verify(TEXT, new byte[64])).isFalse();
        assertThat(same.verify(TEXT, new byte[3])).isFalse();
    }

    @Test
    void aKeyThatIsGoneChecksNothing() {
        KeyRing ring = KeyRing.given(List.of(ONE));
        SigningKeys keys = new SigningKeys(ring, "test");
        String id = keys.newest().id();
        ring.use(List.of(TWO, ONE));
        assertThat(keys.all()).hasSize(2);
        assertThat(keys.newest().id()).isNotEqualTo(id);
        ring.use(List.of(TWO));
        assertThat(keys.find(id)).isNull();
        assertThat(keys.all()).hasSize(1);
    }
}
