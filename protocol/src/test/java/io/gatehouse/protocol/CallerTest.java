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

    /// Two realms of one host are two issuers.
    @Test
    void issuersAreToldApartByTheirWholeUrl() {
        Caller one = ofToken("https://login.example.com/realms/a/");
        Caller other = ofToken("https://login.example.com/realms/b");
        assertThat(one.name()).isEqualTo("login.example.com/realms/a/ann");
        assertThat(other.name()).isEqualTo("login.example.com/realms/b/ann");
        assertThat(one.issuer()).isEqualTo("https://login.example.com/realms/a/");
        assertThat(one.key()).isEmpty();
    }

    private static Caller ofToken(String issuer) {
        return Caller.of(new CallerId(CallerId.Kind.TOKEN, issuer, "ann", "app", ""));
    }

    /// Of a stored key, the issuer is an id, which is nobody's business.
    @Test
    void aTokenHasTheNameOfTheKeyThatItWasMadeWith() {
        for (CallerId key : List.of(CallerId.ofKey("desk"), CallerId.ofStoredKey("k-1", "desk", "acme"))) {
            Caller token = Caller.of(CallerId.delegate(key, ""));
            assertThat(token.name()).isEqualTo("desk");
            assertThat(token.key()).isEqualTo("desk");
            assertThat(token.issuer()).isEmpty();
            Caller forUser = Caller.of(CallerId.delegate(key, "ann"));
            assertThat(forUser.name()).isEqualTo("desk/ann");
            assertThat(forUser.key()).isEqualTo("desk");
        }
        assertThat(Caller.ANONYMOUS.key()).isEmpty();
        assertThat(Caller.of(CallerId.local("me")).key()).isEmpty();
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
