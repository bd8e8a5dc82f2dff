package io.gatehouse.doors.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bodies that the loop works on fit into memory together.
class LoopRoomTest {
    private static final ApiException FOUND_NONE = new ApiException(ApiError.invalid("mcp_servers: none here"));

    private static String body(int values) {
        return "{\"model\":\"scripted\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"mcp_servers\":[{\"type\":\"url\",\"name\":\"shop\",\"url\":\"https://shop.example/mcp\"}],"
                + "\"tools\":[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"shop\"}],"
                + "\"metadata\":{\"values\":[" + "1,".repeat(values) + "1]}}";
    }

    @Test
    @Timeout(30)
    void whatWouldBeTooMuchAtOnceIsToTryAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (DoorBed bed = new DoorBed()) {
            bed.provider("direct", DoorBed.model("turns: [{say: hello}]"))
                    .fallback("direct")
                    .servers((server, caller, requestId, sampler) -> {
                        begun.countDown();
                        over.join();
                        throw FOUND_NONE;
                    })
                    .settings(new MessagesSettings(
                            new RelaySettings(1 << 20, 200, true),
                            LoopSettings.DEFAULT,
                            MessagesSettings.DEFAULT.resultBytes(),
                            SourceSettings.DEFAULT))
                    .open();
            CompletableFuture<HttpResponse<String>> first = bed.client.sendAsync(
                    bed.request("/v1/messages")
                            .header("anthropic-beta", "mcp-client-2025-11-20")
                            .POST(BodyPublishers.ofString(body(500)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

            HttpResponse<String> second = ask(bed);
            over.complete(null);

            assertThat(second.statusCode()).isEqualTo(529);
            assertThat(second.headers().firstValue("retry-after")).contains("1");
            assertThat(second.body()).contains("overloaded_error", "memory");
            assertThat(first.get(10, TimeUnit.SECONDS).body()).contains("none here");
            HttpResponse<String> third = ask(bed);
            while (third.statusCode() == 529) {
                third = ask(bed);
            }
            assertThat(third.body()).contains("none here");
        }
    }

    private static HttpResponse<String> ask(DoorBed bed) throws Exception {
        return bed.send(bed.request("/v1/messages")
                .header("anthropic-beta", "mcp-client-2025-11-20")
                .POST(BodyPublishers.ofString(body(1))));
    }
}
