package io.gatehouse.models;

import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// When asking a provider again may help, as the SDKs decide it.
final class RetryRules {
    private RetryRules() {}

    /// Whether another try may be answered otherwise. `x-should-retry` is obeyed literally.
    static boolean worthwhile(int status, Headers headers) {
        String said = headers.get("x-should-retry");
        if (said != null && (said.equals("true") || said.equals("false"))) {
            return said.equals("true");
        }
        return status == 408 || status == 429 || status >= 500;
    }

    /// Whether the same provider may answer another time. One that took its time is not waited for again.
    static boolean worthwhile(HttpFailure failure) {
        return switch (failure.kind()) {
            case CONNECT, CONNECT_TIMEOUT, CLOSED -> true;
            case TLS, FIRST_BYTE_TIMEOUT, TOTAL_TIMEOUT, TOO_LARGE, NO_ROOM, PROTOCOL -> false;
        };
    }

    /// How long the provider asks to wait; null when it does not say.
    static @Nullable Duration wanted(Headers headers) {
        String millis = headers.get("retry-after-ms");
        Duration wait = millis == null ? null : number(millis, 1);
        String after = headers.get("retry-after");
        if (wait == null && after != null) {
            wait = number(after, 1_000);
            return wait == null ? until(after) : wait;
        }
        return wait;
    }

    private static @Nullable Duration number(String text, int millis) {
        try {
            double value = Double.parseDouble(text.strip());
            return value >= 0 && value < Integer.MAX_VALUE ? Duration.ofMillis((long) (value * millis)) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Duration until(String date) {
        try {
            Instant then = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
