package io.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTokensTest {
    private static final Caller ANN = new Caller("ann");

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-08-01T00:00:00Z");

    private SessionTokens inFile() throws IOException {
        return SessionTokens.inFile(TokenSettings.defaults(), folder.resolve("data/session-keys"), () -> now);
    }

    private static String seal(SessionTokens tokens) {
        return Objects.requireNonNull(tokens.seal("scope", ANN, Revision.R2025_06_18, object("{\"roots\":{}}"), null));
    }

    private static ObjectView object(String json) {
        return Views.of(Slice.of(json));
    }

    private static @Nullable SessionToken open(SessionTokens tokens, String text) {
        return tokens.open(text, "scope", ANN);
    }

    @Test
    void aTokenSaysWhatWasSealed() throws Exception {
        SessionTokens tokens = inFile();
        String text = Objects.requireNonNull(
                tokens.seal("scope", ANN, Revision.R2025_06_18, object("{\"n\":1.10}"), object("{\"name\":\"é\"}")));
        for (SessionTokens reader : new SessionTokens[] {tokens, inFile()}) {
            SessionToken token = Objects.requireNonNull(open(reader, text));
            assertThat(token.revision()).isEqualTo(Revision.R2025_06_18);
            assertThat(token.id()).matches("[A-Za-z0-9_-]{22}");
            assertThat(String.valueOf(token.capabilities())).isEqualTo("{\"n\":1.10}");
            assertThat(String.valueOf(token.clientInfo())).isEqualTo("{\"name\":\"é\"}");
            assertThat(token.issuedAt()).isEqualTo(now.getEpochSecond());
        }
        assertThat(text).doesNotContain("ann", "scope");
    }

    @Test
    void aTokenOpensForItsScopeAndCallerOnlyAlsoWhenItIsKnown() throws Exception {
        SessionTokens tokens = inFile();
        String text = seal(tokens);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(tokens.open(text, "other", ANN)).isNull();
            assertThat(tokens.open(text, "scope", new Caller("bob"))).isNull();
            assertThat(tokens.open(text, "scop", new Caller("eann"))).isNull();
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
        assertThat(tokens.seal("scope", ANN, Revision.R2025_06_18, large, null)).isNull();
        String text = Objects.requireNonNull(tokens.seal("scope", ANN, Revision.R2025_06_18, null, large));
        SessionToken token = Objects.requireNonNull(open(tokens, text));
        assertThat(token.clientInfo()).isNull();
        assertThat(token.capabilities()).isNull();
    }

    @Test
    void keysRotateAndTheTwoBeforeStillOpen() throws Exception {
        SessionTokens tokens = inFile();
        String first = seal(tokens);
        tokens.rotate();
        String second = seal(tokens);
        tokens.rotate();
        SessionTokens fresh = inFile();
        assertThat(open(fresh, first)).isNotNull();
        assertThat(open(fresh, second)).isNotNull();
        tokens.rotate();
        fresh = inFile();
        assertThat(open(fresh, first)).isNull();
        assertThat(open(fresh, second)).isNotNull();
        assertThat(Files.readAllLines(folder.resolve("data/session-keys"))).hasSize(3);
    }

    @Test
    void anOldKeyIsReplacedAtTheStart() throws Exception {
        String text = seal(inFile());
        now = now.plus(Duration.ofDays(31));
        inFile();
        now = now.minus(Duration.ofDays(31));
        assertThat(open(inFile(), text)).isNotNull();
        assertThat(Files.readAllLines(folder.resolve("data/session-keys"))).hasSize(2);
    }

    @Test
    void anOldKeyIsReplacedWhileInUse() throws Exception {
        SessionTokens tokens = inFile();
        String text = seal(tokens);
        now = now.plus(Duration.ofDays(31));
        seal(tokens);
        while (Files.readAllLines(folder.resolve("data/session-keys")).size() < 2) {
            Thread.onSpinWait();
        }
        now = now.minus(Duration.ofDays(31));
        assertThat(open(inFile(), text)).isNotNull();
    }

    @Test
    void onlyTheOwnerMayReadTheKeys() throws Exception {
        inFile();
        Path file = folder.resolve("data/session-keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        inFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedFileIsNamedWithoutItsContent() throws Exception {
        inFile();
        Path file = folder.resolve("data/session-keys");
        Files.writeString(file, "1 2026-08-01T00:00:00Z c2VjcmV0\n");
        assertThatThrownBy(this::inFile)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete it")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
