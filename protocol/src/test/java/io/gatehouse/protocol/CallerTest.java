package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void aCallerIsTheSameWhereverItsRequestsComeFrom() {
        Caller here = Caller.ofKey("ci").at("10.0.0.1");
        Caller there = Caller.ofKey("ci").at("10.0.0.2");
        assertThat(here.id()).isEqualTo(there.id());
        assertThat(here.address()).isEqualTo("10.0.0.1");
        assertThat(here.account()).isEqualTo("ci");
    }

    @Test
    void aKeyThatIsNamedAnonymousIsNotNobody() {
        Caller named = Caller.ofKey("anonymous");
        assertThat(named.id()).isNotEqualTo(Caller.ANONYMOUS.id());
        assertThat(named.id().text()).isNotEqualTo(Caller.ANONYMOUS.id().text());
        assertThat(named.account()).isEqualTo("anonymous");
        assertThat(Caller.ANONYMOUS.at("127.0.0.1").account()).isEmpty();
    }

    @Test
    void noTwoIdsHaveTheSameText() {
        CallerId.Kind key = CallerId.Kind.KEY;
        List<CallerId> ids = List.of(
                new CallerId(key, "", "a", "", ""),
                new CallerId(key, "a", "", "", ""),
                new CallerId(key, "", "", "a", ""),
                new CallerId(key, "", "", "", "a"),
                new CallerId(key, "", "a 0:", "", ""),
                new CallerId(key, "", "a", " 0:", ""),
                CallerId.local("a"));
        assertThat(ids.stream().map(CallerId::text)).doesNotHaveDuplicates();
    }
}
