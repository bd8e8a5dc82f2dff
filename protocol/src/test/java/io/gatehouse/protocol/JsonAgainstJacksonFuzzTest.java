package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What reads messages accepts exactly the JSON that Jackson accepts, and sees the same members in it.
@Isolated
class JsonAgainstJacksonFuzzTest {
    private static final int MAX_DEPTH = Limits.DEFAULT.maxDepth();
    private static final MessageReader READER = new MessageReader(Limits.DEFAULT);
    private static final JsonMapper JACKSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @FuzzTest(maxDuration = "30s")
    void acceptsWhatJacksonAccepts(byte[] bytes) {
        boolean ours = Json.wellFormed(Slice.of(bytes));
        if (JacksonsOwnWays.differ(bytes)) {
            return;
        }

        assertThat(ours)
                .as(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo(jackson(bytes));
    }

    @FuzzTest(maxDuration = "30s")
    void seesTheMembersThatJacksonSees(byte[] bytes) {
        ObjectView view;
        try {
            view = ObjectView.read(Slice.of(bytes));
        } catch (MalformedJsonException malformed) {
            return;
        }
        if (JacksonsOwnWays.differ(bytes)) {
            return;
        }
        JsonNode tree = JACKSON.readTree(bytes);

        assertThat(view.size()).isEqualTo(tree.size());
        for (int member = 0; member < view.size(); member++) {
            String key = view.key(member);
            JsonNode value = tree.get(key);
            assertThat(value).as(key).isNotNull();
            assertThat(JACKSON.readTree(view.value(member).bytes())).isEqualTo(value);
            if (value.isString()) {
                assertThat(view.string(key)).isEqualTo(value.asString());
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void readsMessagesOrSaysWhyNot(byte[] bytes) {
        try {
            Message message = READER.read(Slice.of(bytes));
            assertThat(message.body().bytes())
                    .isEqualTo(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                            .strip()
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (message instanceof Request request) {
                Request renamed = (Request) MessageReader.readOwn(request.withId("\"other\"".getBytes()));
                assertThat(renamed.method()).isEqualTo(request.method());
                assertThat(renamed.id().text()).isEqualTo("\"other\"");
            }
        } catch (MalformedMessageException malformed) {
            JsonNode answer = JACKSON.readTree(malformed.response());
            assertThat(answer.path("error").path("code").asInt()).isIn(ErrorCode.PARSE, ErrorCode.INVALID_REQUEST);
        }
    }

    private static boolean jackson(byte[] bytes) {
        try {
            JsonNode value = JACKSON.readTree(bytes);
            return value != null && !value.isMissingNode();
        } catch (JacksonException refused) {
            return false;
        }
    }
}
