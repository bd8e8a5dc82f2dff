package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.models.platforms.PlatformErrors;
import org.jspecify.annotations.Nullable;

/// Turns a platform's errors into those of Anthropic's API and leaves the rest to another handler.
public final class ErrorAnswer implements ResponseHandler {

    /// Reads an error of a platform.
    @FunctionalInterface
    public interface Reader {
        /// The error in Anthropic's terms.
        ApiError read(int status, Headers headers, byte[] body);
    }

    private final Reader reader;
    private final ResponseHandler good;
    private final ResponseHandler answer;
    private boolean failed;
    private int status;
    private Headers headers = Headers.none();
    private @Nullable String codings;

    /// @param good takes an answer of success
    /// @param answer gets the error
    public ErrorAnswer(Reader reader, ResponseHandler good, ResponseHandler answer) {
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
        codings = PackedBody.codings(responseHeaders);
        return codings == null ? BodyMode.WHOLE : BodyMode.DISCARD;
    }

    @Override
    public void whole(byte[] body) {
        if (!failed) {
            good.whole(body);
        } else if (PlatformErrors.anthropic(body)) {
            WholeAnswer.of(status, headers, body).give(answer);
        } else {
            WholeAnswer.give(reader.read(status, headers, body), headers, answer);
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
        String unread = codings;
        if (failed && unread != null) {
            WholeAnswer.give(PackedBody.error(status, unread), headers, answer);
        } else {
            good.end();
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        good.failed(failure);
    }
}
