package io.gatehouse.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is sealed of a state.
class RoundStateTest {
    /// What is no Unicode came back as a question mark.
    @Test
    void theStateOfAServerComesBackAsItWas() {
        for (String state : List.of("", "s", "ü \"\\ \u0000", "\ud83d\ude00", "\ud800", "x\udc00y")) {
            assertThat(RoundState.read(new RoundState.OfServer(state).toBytes()))
                    .isEqualTo(new RoundState.OfServer(state));
        }
    }

    @Test
    void otherBytesAreNoState() {
        for (String bytes : List.of("", "S", "P", "Pabcd", "Q\"s\"")) {
            assertThat(RoundState.read(bytes.getBytes(StandardCharsets.UTF_8))).isNull();
        }
    }
}
