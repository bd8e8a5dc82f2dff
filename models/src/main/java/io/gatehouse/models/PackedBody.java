package io.gatehouse.models;

import io.gatehouse.http.Headers;
import io.gatehouse.protocol.ShortText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Bodies whose `Content-Encoding` the HTTP client could not undo. Nobody can see which secrets such a body repeats.
final class PackedBody {
    private static final int LONGEST_CODING = 40;

    private PackedBody() {}

    /// The codings that a body still has; null when it can be read.
    static @Nullable String codings(Headers headers) {
        String all = String.join(",", headers.all("content-encoding"));
        for (String name : all.split(",")) {
            String coding = name.strip().toLowerCase(Locale.ROOT);
            if (!coding.isEmpty() && !coding.equals("identity")) {
                return ShortText.of(all, LONGEST_CODING);
            }
        }
        return null;
    }

    /// What stands for an error with such a body.
    ///
    /// @param status of the error
    static ApiError error(int status, String codings) {
        return ApiError.of(
                        status,
                        "The provider answered with status " + status + ", and its error message cannot be read.")
                .withProblem("Its body came with Content-Encoding: " + codings
                        + ", which the gateway did not ask for and cannot decode, so it was not passed on.")
                .withRemedy("Turn compression off for errors in the provider, or in the proxy in front of it.");
    }
}
