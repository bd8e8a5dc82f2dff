package io.gatehouse.doors.mcp.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.mcp.conversation.Views;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTokensTest {
    private static final Caller ANN = Caller.ofKey("ann");

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-08-01T00:00:00Z");

    private SessionTokens inFile() throws IOException {
        return new SessionTokens(TokenSettings.DEFAULT, keys(), () -> now);
    }

    private KeyRing keys() throws IOException {
        return KeyRing.inFile(folder.resolve("data/session-keys"), TokenSettings.DEFAULT.keyRotation(), () -> now);
    }

    private static String seal(SessionTokens tokens) {
        return Objects.requireNonNull(tokens.seal("shop", ANN, Revision.R2025_06_18, object("{\"roots\":{}}"), null));
    }

    private static ObjectView object(String json) {
        return Views.of(Slice.of(json));
    }

    private static @Nullable SessionToken open(SessionTokens tokens, String text) {
        return tokens.open(text, "shop", ANN);
    }

    @Test
    void aTokenSaysWhatWasSealed() throws Exception {
        SessionTokens tokens = inFile();
        String text = Objects.requireNonNull(
                tokens.seal("shop", ANN, Revision.R2025_06_18, object("{\"n\":1.10}"), object("{\"name\":\"é\"}")));
        for (SessionTokens reader : new SessionTokens[] {tokens, inFile()}) {
            SessionToken token = Objects.requireNonNull(open(reader, text));
            assertThat(token.revision()).isEqualTo(Revision.R2025_06_18);
            assertThat(token.id()).matches("[A-Za-z0-9_-]{22}");
            assertThat(String.valueOf(token.capabilities())).isEqualTo("{\"n\":1.10}");
            assertThat(String.valueOf(token.clientInfo())).isEqualTo("{\"name\":\"é\"}");
            assertThat(token.issuedAt()).isEqualTo(now.getEpochSecond());
        }
        assertThat(text).doesNotContain("ann", "shop");
    }

    @Test
    void aTokenOpensForItsScopeAndCallerOnlyAlsoWhenItIsKnown() throws Exception {
        SessionTokens tokens = inFile();
        String text = seal(tokens);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(tokens.open(text, "other", ANN)).isNull();
            assertThat(tokens.open(text, "shop", Caller.ofKey("bob"))).isNull();
            assertThat(tokens.open(text, "sho", Caller.ofKey("pann"))).isNull();
            assertThat(open(tokens, text)).isNotNull();
        }
    }

    @Test
    void everyBitCounts() throws Exception {
        SessionTokens tokens = inFile();
        byte[] token = java.util.Base64.getUrlDecoder().decode(seal(tokens));
        for (int bit = 0; bit < 8 * token.length; bit++) {
            byte[] altered = token.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(open(
                            tokens,
                            java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(altered)))
                    .isNull();
        }
        assertThat(open(tokens, "")).isNull();
        assertThat(open(tokens, "A".repeat(1 << 20))).isNull();
    }

    @Test
    void idsDiffer() throws Exception {
        SessionTokens tokens = inFile();
        Set<String> ids = new HashSet<>();
        for (int count = 0; count < 100; count++) {
            ids.add(Objects.requireNonNull(open(tokens, seal(tokens))).id());
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void aTokenGrowsOld() throws Exception {
        SessionTokens tokens = inFile();
        String text = seal(tokens);
        now = now.plus(Duration.ofDays(7));
        assertThat(open(tokens, text)).isNotNull();
        now = now.plusSeconds(1);
        assertThat(open(tokens, text)).isNull();
        assertThat(open(inFile(), text)).isNull();
    }

    @Test
    void largeCapabilitiesAreRefusedAndLargeClientInfoIsLeftOut() throws Exception {
        SessionTokens tokens = inFile();
        ObjectView large = object("{\"name\":\"" + "x".repeat(3000) + "\"}");
        assertThat(tokens.seal("shop", ANN, Revision.R2025_06_18, large, null)).isNull();
        String text = Objects.requireNonNull(tokens.seal("shop", ANN, Revision.R2025_06_18, null, large));
        SessionToken token = Objects.requireNonNull(open(tokens, text));
        assertThat(token.clientInfo()).isNull();
        assertThat(token.capabilities()).isNull();
    }

    @Test
    void aTokenOutlivesTheRotationOfItsKey() throws Exception {
        String text = seal(inFile());
        keys().rotate();
        assertThat(open(inFile(), text)).isNotNull();
    }
}
