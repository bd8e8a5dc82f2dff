package io.gatehouse.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.parallel.Isolated;

/// However a stream is cut into pieces, its events are the same.
@Isolated
class SseReaderFuzzTest {

    private static final String ALPHABET = "\r\n: dataeventidretry07x\0";

    @FuzzTest(maxDuration = "30s")
    void cuttingAStreamChangesNothing(FuzzedDataProvider data) throws Exception {
        int piece = data.consumeInt(1, 64);
        boolean likely = data.consumeBoolean();
        byte[] stream = data.consumeRemainingAsBytes();
        if (likely) {
            for (int i = 0; i < stream.length; i++) {
                stream[i] = (byte) ALPHABET.charAt((stream[i] & 0xFF) % ALPHABET.length());
            }
        }
        assertThat(SseReaderTest.read(stream, piece, 1 << 20))
                .isEqualTo(SseReaderTest.read(stream, Math.max(1, stream.length), 1 << 20));
    }
}
