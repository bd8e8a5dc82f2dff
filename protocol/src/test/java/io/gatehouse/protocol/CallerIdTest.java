package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerIdTest {
    private static final CallerId KEY = CallerId.ofStoredKey("id", "ci", "acme");
    private static final CallerId ALICE =
            new CallerId(CallerId.Kind.TOKEN, "https://login.example", "alice 7:x", "app", "");

    @Test
    void itsTextIsReadBack() {
        for (CallerId id : new CallerId[] {KEY, ALICE, CallerId.ANONYMOUS, CallerId.delegate(KEY, "bob")}) {
            assertThat(CallerId.ofText(id.text())).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KEY", "KEY 1:a", "NONE 0: 0: 0: 0:", "KEY 9:a 0: 0: 0:", "KEY -1: 0: 0: 0:", "KEY x"})
    void anyOtherTextIsNone(String text) {
        assertThat(CallerId.ofText(text)).isNull();
    }

    @Test
    void whatWasMadeWithAKeyBelongsToWhoHasTheKey() {
        assertThat(KEY.sameOwner(CallerId.delegate(KEY, "bob"))).isTrue();
        assertThat(CallerId.delegate(KEY, "").sameOwner(KEY)).isTrue();
        assertThat(KEY.sameOwner(CallerId.ofStoredKey("other", "ci", "acme"))).isFalse();
        assertThat(KEY.sameOwner(CallerId.ofStoredKey("id", "ci", "globex"))).isFalse();
        CallerId otherProgram = new CallerId(CallerId.Kind.TOKEN, ALICE.issuer(), ALICE.subject(), "console", "");
        assertThat(ALICE.sameOwner(otherProgram)).isTrue();
        assertThat(ALICE.sameOwner(CallerId.delegate(otherProgram, ""))).isTrue();
        assertThat(ALICE.sameOwner(new CallerId(CallerId.Kind.TOKEN, ALICE.issuer(), "bob", "app", "")))
                .isFalse();
    }
}
