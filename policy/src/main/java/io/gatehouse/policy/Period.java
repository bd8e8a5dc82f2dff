package io.gatehouse.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/// The times in which quotas count.
public enum Period {
    /// A calendar day.
    DAY,
    /// A calendar month.
    MONTH;

    /// The period that a time is in, `2026-12-01` or `2026-12`.
    public String at(Instant time, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(time, zone);
        return switch (this) {
            case DAY -> day.toString();
            case MONTH -> YearMonth.from(day).toString();
        };
    }

    /// When the period ends that a time is in.
    public Instant end(Instant time, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(time, zone);
        LocalDate next = switch (this) {
            case DAY -> day.plusDays(1);
            case MONTH -> YearMonth.from(day).plusMonths(1).atDay(1);
        };
        return next.atStartOfDay(zone).toInstant();
    }
}
