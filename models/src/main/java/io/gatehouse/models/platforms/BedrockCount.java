package io.gatehouse.models.platforms;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.WholeAnswer;
import io.gatehouse.protocol.ObjectView;
import java.nio.charset.StandardCharsets;

/// Turns the answer of Bedrock's `CountTokens` into that of `count_tokens`.
final class BedrockCount implements ResponseHandler {
    private final ResponseHandler answer;
    private Headers headers = Headers.none();

    BedrockCount(ResponseHandler answer) {
        this.answer = answer;
    }

    @Override
    public BodyMode head(int status, Headers responseHeaders) {
        headers = responseHeaders;
        return BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        ObjectView counted = PlatformErrors.object(body);
        Long tokens = counted == null ? null : counted.integer("inputTokens");
        if (tokens == null) {
            ApiError error = ApiError.api("Amazon Bedrock did not return a number of tokens.")
                    .withProblem("It answered: " + PlatformErrors.text(body));
            WholeAnswer.give(error, headers, answer);
            return;
        }
        byte[] json = ("{\"input_tokens\":" + tokens + "}").getBytes(StandardCharsets.US_ASCII);
        WholeAnswer.of(200, headers, json).give(answer);
    }

    @Override
    public void failed(HttpFailure failure) {
        answer.failed(failure);
    }
}
