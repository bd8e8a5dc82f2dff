package io.gatehouse.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.bridge.RequestStates.Opening;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Request;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// States that clients hold.
class RequestStatesTest {
    private static final String ARGUMENTS = "{\"b\":[1,\"é\",{\"y\":null,\"x\":true}],\"a\":1.10}";

    private final RequestStates states = states();

    private static RequestStates states() {
        return new RequestStates(KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()), Duration.ofMinutes(10));
    }

    private static RoundBinding binding(String toolset, String caller, String server, String method, String params) {
        return RoundBinding.of(toolset, Caller.ofKey(caller), server, Request.of("1", method, params));
    }

    private static RoundBinding binding(String arguments) {
        return binding("t", "c", "s", "tools/call", "{\"name\":\"n\",\"arguments\":" + arguments + "}");
    }

    @Test
    void aStateComesBackAsItWas() {
        for (RoundState state : new RoundState[] {
            new RoundState.OfServer(""), new RoundState.OfServer("ünïcode \u0000 \"x\""), new RoundState.Parked("id", 7)
        }) {
            String sealed = states.seal(state, binding(ARGUMENTS));
            assertThat(sealed).doesNotContain("ünïcode");
            assertThat(states.open(sealed, binding(ARGUMENTS))).isEqualTo(new Opening.Valid(state));
        }
    }

    @Test
    void argumentsThatAreSpelledOtherwiseAreTheSame() {
        String sealed = states.seal(new RoundState.OfServer("s"), binding(ARGUMENTS));
        String other = "{ \"a\": 1.10, \"b\": [ 1, \"\\u00e9\", { \"x\": true, \"y\": null } ] }";
        assertThat(states.open(sealed, binding(other))).isInstanceOf(Opening.Valid.class);
        String none =
                states.seal(new RoundState.OfServer("s"), binding("t", "c", "s", "tools/call", "{\"name\":\"n\"}"));
        assertThat(states.open(none, binding("{}"))).isInstanceOf(Opening.Valid.class);
    }

    @Test
    void itOpensForNothingElse() {
        String sealed = states.seal(new RoundState.OfServer("s"), binding(ARGUMENTS));
        String same = "{\"name\":\"n\",\"arguments\":" + ARGUMENTS + "}";
        for (RoundBinding other : new RoundBinding[] {
            binding("u", "c", "s", "tools/call", same),
            binding("t", "d", "s", "tools/call", same),
            binding("t", "c", "r", "tools/call", same),
            binding("t", "c", "s", "prompts/get", same),
            binding("t", "c", "s", "tools/call", same.replace("\"n\"", "\"m\"")),
            binding(ARGUMENTS.replace("1.10", "1.11")),
            binding(ARGUMENTS.replace("null", "\"null\"")),
            binding(ARGUMENTS.replace("[1,", "[[1],")),
            binding("{}"),
        }) {
            assertThat(states.open(sealed, other)).as(other.toString()).isInstanceOf(Opening.Refused.class);
        }
    }

    @Test
    void whatWasChangedOrMadeElsewhereIsRefused() {
        RoundBinding binding = binding(ARGUMENTS);
        String sealed = String.valueOf(states.seal(new RoundState.OfServer("s"), binding));
        assertThat(states.open(sealed + "-TAMPERED", binding)).isInstanceOf(Opening.Refused.class);
        assertThat(states.open("", binding)).isInstanceOf(Opening.Refused.class);
        for (int at = 0; at < sealed.length(); at++) {
            char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, at) + other + sealed.substring(at + 1);
            assertThat(states.open(changed, binding)).isInstanceOf(Opening.Refused.class);
        }
        assertThat(states().open(sealed, binding)).as("other keys").isInstanceOf(Opening.Refused.class);
    }

    @Test
    void aStateOfAServerThatIsTooLargeIsNotSealed() {
        assertThat(states.seal(new RoundState.OfServer("x".repeat(60_000)), binding(ARGUMENTS)))
                .isNotNull();
        assertThat(states.seal(new RoundState.OfServer("x".repeat(70_000)), binding(ARGUMENTS)))
                .isNull();
    }
}
