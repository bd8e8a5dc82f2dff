package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.Authorizer;
import io.gatehouse.models.FixedHeader;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RetryObserver;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.WholeAnswer;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever asked hears of what nobody foresaw, too.
class UnforeseenFailuresTest {
    private static final RetrySettings QUICK = new RetrySettings(1, Duration.ofMillis(5), Duration.ofSeconds(1));

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, "{\"type\":\"message\"}"));
        bed = new PlatformBed();
    }

    @AfterEach
    void stop() {
        bed.close();
        platform.close();
    }

    /// Fails as a library does that misses a part of itself, or meets a bug.
    private record Broken(Throwable failure) implements Authorizer {
        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public List<Header> authorize(PlatformRequest request) throws IOException {
            switch (failure) {
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new IOException(failure);
            }
        }

        @Override
        public String toString() {
            return failure.toString();
        }
    }

    private Provider bedrock(String name, Authorizer authorizer) {
        return new PlatformProvider(
                name, bed.client, new BedrockPlatform(platform.uri(), Map.of(), 1 << 20), authorizer);
    }

    private Provider route(Provider... providers) throws Exception {
        List<Member> members = Stream.of(providers)
                .map(provider -> new Member(provider, ProviderTimes.DEFAULT, QUICK, UnsupportedFeatures.NONE))
                .toList();
        List<String> names = members.stream().map(Member::name).toList();
        return new RoutedModels(members, List.of(), names, bed.timers(), RetryObserver.NONE).of("m");
    }

    static Stream<Broken> broken() {
        return Stream.of(
                new Broken(new IllegalStateException("the 'sts' service module must be there")),
                new Broken(new OutOfMemoryError("the 'sts' service module must be there")),
                new Broken(new NoClassDefFoundError("com/example/the 'sts' service module must be there")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void credentialsThatFailAreToldAtOnce(Broken authorizer) {
        Answer answer = bed.ask(bedrock("aws", authorizer), PlatformBed.messages("m", "{}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/error/type").asString()).isEqualTo("api_error");
        assertThat(answer.text()).contains("provider aws").doesNotContain("sts");
        assertThat(answer.problem())
                .startsWith("Its credentials cannot be used: ")
                .contains("'sts' service module");
        assertThat(platform.seen()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theNextProviderOfTheRouteIsTried(Broken authorizer) throws Exception {
        Provider good = bedrock("good", FixedHeader.bearer("key"));

        Answer answer = bed.ask(route(bedrock("aws", authorizer), good), PlatformBed.messages("m", "{}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(platform.seen()).hasSize(1);
    }

    /// Answers the first time, and fails to be asked from then on.
    private static final class FailsLater implements Provider {
        private boolean asked;

        @Override
        public String name() {
            return "later";
        }

        @Override
        public ClientCall send(ModelRequest request, ResponseHandler answer) {
            if (asked) {
                throw new StackOverflowError("not foreseen");
            }
            asked = true;
            PlatformCall call = new PlatformCall();
            Thread.startVirtualThread(
                    () -> new WholeAnswer(529, Headers.none(), "{}".getBytes(StandardCharsets.UTF_8)).give(answer));
            return call;
        }
    }

    @Test
    void aProviderThatCannotBeAskedAgainIsNamed() throws Exception {
        Answer answer = bed.ask(route(new FailsLater()), PlatformBed.messages("m", "{}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/error/type").asString()).isEqualTo("api_error");
        assertThat(answer.json().at("/error/message").asString())
                .startsWith("The provider later cannot be used")
                .doesNotContain("not foreseen");
    }
}
