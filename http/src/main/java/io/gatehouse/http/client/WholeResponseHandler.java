package io.gatehouse.http.client;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.WholeResponse;
import java.util.concurrent.CompletableFuture;

/// Collects a whole response for a thread that waits for it.
final class WholeResponseHandler implements ResponseHandler {

    private final CompletableFuture<WholeResponse> response;
    private int status;
    private Headers headers = Headers.none();

    WholeResponseHandler(CompletableFuture<WholeResponse> response) {
        this.response = response;
    }

    @Override
    public BodyMode head(int responseStatus, Headers responseHeaders) {
        status = responseStatus;
        headers = responseHeaders;
        return BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        response.complete(new WholeResponse(status, headers, body));
    }

    @Override
    public void failed(HttpFailure failure) {
        response.completeExceptionally(failure);
    }
}
