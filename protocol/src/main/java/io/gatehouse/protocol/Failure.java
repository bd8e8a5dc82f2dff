package io.gatehouse.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a program can read of an answer that the gateway itself gives in place of a server's: under [#KEY] in `_meta`
/// of a tool result, or in `data` of an error.
///
/// @param category what part of the way it concerns
/// @param outcome what is known about the effects of the call
/// @param server the server that it was for, or null when none was found
/// @param requestId by which operators find it in the log
/// @param retryAfter from when on it is worth to try again, or null when that is not known
/// @param scopes that the caller would need
/// @param approval the request that the call waits for, or null
public record Failure(
        Category category,
        Outcome outcome,
        @Nullable String server,
        String requestId,
        @Nullable Duration retryAfter,
        List<String> scopes,
        @Nullable PendingApproval approval) {
    public Failure {
        scopes = List.copyOf(scopes);
    }

    /// One that no scope would change.
    public Failure(
            Category category,
            Outcome outcome,
            @Nullable String server,
            String requestId,
            @Nullable Duration retryAfter) {
        this(category, outcome, server, requestId, retryAfter, List.of(), null);
    }

    /// The key of it.
    public static final String KEY = "io.gatehouse/failure";

    /// What part of a call's way a failure concerns.
    public enum Category {
        /// The caller, or the gateway, may not do this.
        ACCESS,
        /// The call is not as it must be.
        VALIDATION,
        /// The server, or the way to it.
        DOWNSTREAM,
        /// Too many calls.
        RATE_LIMIT;

        private final String label = name().toLowerCase(Locale.ROOT);

        /// As it is written in answers and logs.
        public String label() {
            return label;
        }
    }

    /// What is known about the effects of a call.
    public enum Outcome {
        /// The server never took it: a retry is safe.
        NOT_SENT,
        /// It was sent; whether it had effects is unknown.
        SENT_OUTCOME_UNKNOWN,
        /// The server has finished it.
        DONE;

        private final String label = name().toLowerCase(Locale.ROOT);

        /// As it is written in answers, logs and metrics.
        public String label() {
            return label;
        }
    }

    /// A refusal before anything was sent.
    public static Failure notSent(Category category, String requestId) {
        return new Failure(category, Outcome.NOT_SENT, null, requestId, null);
    }

    /// A JSON object with it under its key, for `_meta` and `data`.
    public String toJson() {
        StringBuilder json = new StringBuilder(160)
                .append("{\"")
                .append(KEY)
                .append("\":{\"category\":\"")
                .append(category.label())
                .append("\",\"outcome\":\"")
                .append(outcome.label())
                .append('"');
        if (server != null) {
            json.append(",\"server\":").append(Json.quote(server));
        }
        json.append(",\"requestId\":").append(Json.quote(requestId));
        if (retryAfter != null) {
            json.append(",\"retryAfterMs\":").append(millis(retryAfter));
        }
        if (!scopes.isEmpty()) {
            json.append(",\"scopes\":[")
                    .append(scopes.stream().map(Json::quote).collect(Collectors.joining(",")))
                    .append(']');
        }
        if (approval != null) {
            json.append(",\"approval\":").append(approval.json());
        }
        return json.append("}}").toString();
    }

    private static long millis(Duration wait) {
        Duration most = Duration.ofMillis(Long.MAX_VALUE);
        return Math.max(0, (wait.compareTo(most) > 0 ? most : wait).toMillis());
    }
}
