package io.gatehouse.upstream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.Handshake;
import org.junit.jupiter.api.Test;

/// What is said of an answer to `initialize` that nothing can be done with.
class HandshakeTest {
    @Test
    void anAnswerWithoutARevisionIsCalledThat() {
        assertThatThrownBy(() -> Handshake.initialized("crm", Response.result("{\"capabilities\":{}}")))
                .isInstanceOf(ConnectFailure.class)
                .hasMessageContaining("server crm answered `initialize` without a protocolVersion");
    }

    @Test
    void aRevisionThatIsNotSpokenIsNamed() {
        assertThatThrownBy(() -> Handshake.initialized("crm", Response.result("{\"protocolVersion\":\"2099-01-01\"}")))
                .isInstanceOf(ConnectFailure.class)
                .hasMessageContaining(
                        "answered `initialize` with the revision \"2099-01-01\", which Gatehouse does not speak");
    }
}
