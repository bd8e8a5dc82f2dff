package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;

/// Hands an answer on as it is, with the platform's id of the request under the name of Anthropic's API,
/// too.
public record RenamedHeaders(ResponseHandler answer) implements ResponseHandler {

    @Override
    public BodyMode head(int status, Headers headers) {
        String id = headers.get("x-amzn-requestid");
        if (id == null || headers.get("request-id") != null) {
            return answer.head(status, headers);
        }
        List<Header> all = new ArrayList<>();
        headers.forEach((name, value) -> all.add(new Header(name, value)));
        all.add(new Header("request-id", id));
        return answer.head(status, Headers.of(all));
    }

    @Override
    public void whole(byte[] body) {
        answer.whole(body);
    }

    @Override
    public void piece(byte[] bytes) {
        answer.piece(bytes);
    }

    @Override
    public void event(ServerSentEvent event) {
        answer.event(event);
    }

    @Override
    public void end() {
        answer.end();
    }

    @Override
    public void failed(HttpFailure failure) {
        answer.failed(failure);
    }
}
