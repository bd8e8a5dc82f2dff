package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.protocol.Failure.Category;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests to models pass the same policies as calls of tools.
class DecidedRequestsTest {
    private static final String MESSAGE =
            "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static final String KEY = "gate-key";

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/messages " + MESSAGE + "}",
                "POST /v1/messages " + MESSAGE + ",\"stream\":true}",
                "POST /v1/messages " + MESSAGE
                        + ",\"mcp_servers\":[{\"type\":\"url\",\"name\":\"a\",\"url\":\"https://a\"}]}",
                "POST /v1/messages/count_tokens " + MESSAGE + "}",
                "POST /v1/messages/batches {\"requests\":[]}",
                "GET /v1/models ",
                "GET /v1/files "
            })
    void whatAPolicyDeniesReachesNoProvider(String request) throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (FaultyProvider provider = new FaultyProvider((self, socket, number) -> {
                    reached.incrementAndGet();
                    FaultyProvider.respond(socket, 200, "", "{}");
                });
                DoorBed bed = new DoorBed()) {
            bed.provider("direct", provider.port(), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false)
                    .fallback("direct")
                    .key("ci", KEY, "all")
                    .policy(deny(Category.ACCESS))
                    .open();
            HttpResponse<String> answer = send(bed, request);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("\"permission_error\"", "Ask for the role of a clerk.")
                    .doesNotContain("clerks-only");
            assertThat(bed.entry().end().problem()).contains("clerks-only");
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aPolicyThatLimitsIsTold429() throws Exception {
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model("turns: [{ say: hello }]"))
                    .fallback("direct")
                    .policy(deny(Category.RATE_LIMIT))
                    .open();
            HttpResponse<String> answer = send(bed, "POST /v1/messages " + MESSAGE + "}");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("\"rate_limit_error\"");
        }
    }

    @Test
    void aPolicyKnowsTheModelAndMayTakeItsTime() throws Exception {
        Policy slow = (what, decided) -> {
            asked.add(what.door() + " " + what.method() + " " + what.name());
            Thread.ofVirtual().start(() -> decided.accept(Decision.ALLOWED));
        };
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model("turns: [{ say: hello }]"))
                    .fallback("direct")
                    .policy(slow)
                    .open();
            HttpResponse<String> answer =
                    send(bed, "POST /v1/messages " + MESSAGE.replace("claude-x", "scripted") + "}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("hello");
            assertThat(asked).containsExactly("messages /v1/messages scripted");
        }
    }

    @Test
    void aBrokenPolicyLetsNothingThrough() throws Exception {
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model("turns: [{ say: hello }]"))
                    .fallback("direct")
                    .policy((what, decided) -> {
                        throw new IllegalStateException("broken");
                    })
                    .open();
            HttpResponse<String> answer = send(bed, "POST /v1/messages " + MESSAGE + "}");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"api_error\"").doesNotContain("broken");
        }
    }

    private static Policy deny(Category category) {
        return (what, decided) -> decided.accept(new Denied("clerks-only", category, "Ask for the role of a clerk."));
    }

    private static HttpResponse<String> send(DoorBed bed, String request) throws Exception {
        String[] parts = request.split(" ", 3);
        return bed.send(bed.request(parts[1])
                .setHeader("x-api-key", KEY)
                .method(parts[0], HttpRequest.BodyPublishers.ofString(parts[2])));
    }
}
