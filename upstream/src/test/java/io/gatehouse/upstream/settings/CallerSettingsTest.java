package io.gatehouse.upstream.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.upstream.call.Behalf;
import io.gatehouse.upstream.settings.CallerText.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What servers are told of callers, whatever those are called.
final class CallerSettingsTest {
    private static final Transport.Stdio PROGRAM =
            new Transport.Stdio("x", List.of("fixed"), Map.of("A", "b"), List.of(), Path.of("."));

    private static CallerText text(String before, String variable, @Nullable String standard) {
        return new CallerText(List.of(
                new Part.Plain(before),
                new Part.Variable(Objects.requireNonNull(CallerVariable.of(variable)), standard)));
    }

    private static CallerText bare(String variable) {
        return new CallerText(List.of(new Part.Variable(Objects.requireNonNull(CallerVariable.of(variable)), null)));
    }

    private static CallerSettings headers(CallerText text) {
        return new CallerSettings(1, Duration.ofMinutes(1), Map.of("X-Told", text), Map.of(), List.of(), null);
    }

    private static Caller caller(String user, Object team) {
        return new Caller(
                new CallerId(Kind.TOKEN, "https://login", "s", "", "acme"),
                user,
                Set.of(),
                Set.of(),
                Map.of("team", team),
                "",
                "");
    }

    @Test
    void variablesAreFilledIn() throws Exception {
        Caller caller = caller("alice", List.of("red"));
        assertThat(headers(text("t=", "caller.tenant", null)).headersFor(caller))
                .containsEntry("X-Told", "t=acme");
        assertThat(headers(text("u=", "caller.user", null)).headersFor(caller)).containsEntry("X-Told", "u=alice");
        assertThat(headers(text("", "caller.claims.team", null)).headersFor(caller))
                .containsEntry("X-Told", "red");
        assertThat(headers(text("", "caller.claims.realm.level", "low")).headersFor(caller))
                .containsEntry("X-Told", "low");
        assertThat(CallerVariable.of("caller.password")).isNull();
        assertThat(CallerVariable.of("caller.claims.")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX-Admin: yes",
                "a\nb",
                "a\u0000b",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "\ufdd0caller.tenant\ufdd2",
                " acme",
                "acme\t",
                "müller",
                "😀"
            })
    void whatAHeaderCannotHoldIsNotSent(String user) {
        CallerSettings settings = headers(bare("caller.user"));
        assertThatThrownBy(() -> settings.headersFor(caller(user, "red"))).isInstanceOf(UnfitCallerException.class);
        assertThat(settings.knownHeadersFor(caller(user, "red"))).isEmpty();
    }

    @Test
    void whatIsTooLongOrNotOneTextIsNotSent() {
        assertThatThrownBy(() -> headers(bare("caller.user")).headersFor(caller("a".repeat(1_025), "red")))
                .hasMessage("the caller's user is longer than 1024 characters");
        assertThatThrownBy(
                        () -> headers(bare("caller.claims.team")).headersFor(caller("alice", List.of("red", "blue"))))
                .hasMessage("the caller's claim team has several values");
        assertThatThrownBy(() -> headers(bare("caller.user")).headersFor(caller("", "red")))
                .hasMessage("the caller's user is not known");
    }

    @Test
    void whatIsNotKnownIsLeftOutOfTheGatewaysOwnRequestsAndProgram() {
        CallerSettings settings = new CallerSettings(
                1,
                Duration.ofMinutes(1),
                Map.of("X-Told", bare("caller.tenant"), "X-Usual", text("", "caller.tenant", "none")),
                Map.of("TENANT", bare("caller.tenant"), "USUAL", text("", "caller.tenant", "none")),
                List.of(text("--tenant=", "caller.tenant", "none")),
                null);
        assertThat(settings.knownHeadersFor(Behalf.GATEWAY)).containsExactly(Map.entry("X-Usual", "none"));
        Transport.Stdio own = settings.ownProgram(PROGRAM, Behalf.GATEWAY);
        assertThat(own.environment()).containsOnly(Map.entry("A", "b"), Map.entry("USUAL", "none"));
        assertThat(own.arguments()).containsExactly("--tenant=none");
    }

    @Test
    void whatACallerGivesIsNoOptionOfTheProgram() throws Exception {
        CallerSettings settings =
                new CallerSettings(1, Duration.ofMinutes(1), Map.of(), Map.of(), List.of(bare("caller.user")), null);
        assertThat(settings.program(PROGRAM, caller("alice", "red")).arguments())
                .containsExactly("alice");
        assertThatThrownBy(() -> settings.program(PROGRAM, caller("--config=x", "red")))
                .hasMessage("the caller's user begins with -, which starts an option");
    }

    @Test
    void aTokenOfTheRequestTakesThePlaceOfAllInAuthorization() {
        CallerSettings settings = new CallerSettings(
                1,
                Duration.ofMinutes(1),
                Map.of("AUTHORIZATION", bare("caller.user"), "X-Tenant", bare("caller.tenant")),
                Map.of(),
                List.of(),
                new ServerIdentity("authorization", "aud"));
        assertThat(settings.withoutAuthorization().headers()).containsOnlyKeys("X-Tenant");
        assertThat(settings.withoutAuthorization().identity()).isNull();
    }
}
