package io.gatehouse.http;

import java.nio.charset.StandardCharsets;

/// What is answered where nobody else has an answer.
public final class ErrorBody {

    private ErrorBody() {}

    /// A small JSON body that says what is wrong.
    ///
    /// @param message printable ASCII without quotes
    public static byte[] of(String message) {
        return ("{\"error\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
