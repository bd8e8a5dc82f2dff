package io.gatehouse.app.keys;

import io.gatehouse.app.schema.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Reads when something ends: a time from now, the start of a day in the zone of this machine, or a moment.
final class Expiry {
    private static final Duration MOST = Duration.ofDays(36_500);

    private Expiry() {}

    /// @throws IllegalArgumentException when the text is none, or a time that is over; says what to write
    static Instant of(String text) {
        Instant now = Instant.now();
        Instant end = end(text, now);
        if (end == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a time. Write 12h, 90d, 2030-01-31 or 2030-01-31T12:00:00Z.");
        }
        if (!end.isAfter(now)) {
            throw new IllegalArgumentException("\"" + text + "\" is over. Give a time in the future.");
        }
        if (end.isAfter(now.plus(MOST))) {
            throw new IllegalArgumentException("\"" + text + "\" is too far away. Leave --expires out for no end.");
        }
        return end;
    }

    private static @Nullable Instant end(String text, Instant now) {
        Duration fromNow = Quantities.duration(text);
        if (fromNow != null) {
            return now.plus(fromNow);
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeParseException neither) {
            return null;
        }
    }
}
