package io.gatehouse.models;

import io.gatehouse.http.Headers;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.platforms.PlatformErrors;
import java.nio.charset.StandardCharsets;

/// Takes an answer of a provider, or the error that stands for it, with what only operators are told.
public interface ErrorHandler extends ResponseHandler {
    /// There is no answer but this error. Nothing else was heard before, and nothing comes after it.
    ///
    /// @param headers of the answer that the error stands for, empty where there was none
    void error(ApiError error, Headers headers);

    /// The stream that has begun ends with this error. Nothing comes after it.
    void broken(ApiError error);

    /// Ends a stream with an error: as it is where it is understood, else as an event without what is for operators.
    static void breakOff(ApiError error, ResponseHandler answer) {
        if (answer instanceof ErrorHandler whole) {
            whole.broken(error);
            return;
        }
        String data = new String(PlatformErrors.body(error), StandardCharsets.UTF_8);
        answer.piece(("event: error\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        answer.end();
    }
}
