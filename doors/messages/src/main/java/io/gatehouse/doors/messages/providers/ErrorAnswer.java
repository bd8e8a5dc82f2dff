package io.gatehouse.doors.messages.providers;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;

/// Turns a platform's errors into those of Anthropic's API and leaves the rest to another handler.
final class ErrorAnswer implements ResponseHandler {

    /// Reads an error of a platform.
    @FunctionalInterface
    interface Reader {
        /// The error in Anthropic's terms.
        ApiError read(int status, Headers headers, byte[] body);
    }

    private final Reader reader;
    private final ResponseHandler good;
    private final ResponseHandler answer;
    private boolean failed;
    private int status;
    private Headers headers = Headers.none();

    /// @param good takes an answer of success
    /// @param answer gets the error
    ErrorAnswer(Reader reader, ResponseHandler good, ResponseHandler answer) {
        this.reader = reader;
        this.good = good;
        this.answer = answer;
    }

    @Override
    public BodyMode head(int responseStatus, Headers responseHeaders) {
        if (responseStatus >= 200 && responseStatus < 300) {
            return good.head(responseStatus, responseHeaders);
        }
        failed = true;
        status = responseStatus;
        headers = responseHeaders;
        return BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        if (!failed) {
            good.whole(body);
        } else if (PlatformErrors.anthropic(body)) {
            WholeAnswer.of(status, headers, body).give(answer);
        } else {
            WholeAnswer.of(reader.read(status, headers, body), headers).give(answer);
        }
    }

    @Override
    public void piece(byte[] bytes) {
        good.piece(bytes);
    }

    @Override
    public void event(ServerSentEvent event) {
        good.event(event);
    }

    @Override
    public void end() {
        good.end();
    }

    @Override
    public void failed(HttpFailure failure) {
        good.failed(failure);
    }
}
