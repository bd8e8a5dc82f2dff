package io.gatehouse.app.schema;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations and sizes as people write them.
public final class Quantities {
    /// A whole number and a unit.
    static final String DURATION = "^[0-9]{1,9}(ms|s|m|h|d)$";
    /// A whole number of bytes, or one with a unit.
    static final String SIZE = "^[0-9]{1,12} ?(B|KB|KiB|MB|MiB|GB|GiB)?$";

    private static final Pattern DURATION_PATTERN = Pattern.compile(DURATION);
    private static final Pattern SIZE_PATTERN = Pattern.compile(SIZE);

    private Quantities() {}

    /// `500ms`, `5s`, `5m`, `1h` or `2d`; null when the text is none.
    public static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION_PATTERN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(1);
        long amount = Long.parseLong(text, 0, text.length() - unit.length(), 10);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /// The duration as [#duration(String)] reads it, in the largest unit that is exact.
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        String[] units = {"d", "h", "m", "s"};
        long[] lengths = {86_400_000, 3_600_000, 60_000, 1_000};
        for (int index = 0; index < units.length; index++) {
            if (millis >= lengths[index] && millis % lengths[index] == 0) {
                return millis / lengths[index] + units[index];
            }
        }
        return millis + "ms";
    }

    /// `4096`, `64KiB` or `1GB` in bytes; null when the text is none, or more than an exbibyte.
    static @Nullable Long size(String text) {
        Matcher matcher = SIZE_PATTERN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(1) == null ? "B" : matcher.group(1);
        long factor = switch (unit) {
            case "KB" -> 1_000;
            case "KiB" -> 1 << 10;
            case "MB" -> 1_000_000;
            case "MiB" -> 1 << 20;
            case "GB" -> 1_000_000_000;
            case "GiB" -> 1 << 30;
            default -> 1;
        };
        long amount = Long.parseLong(text.substring(0, matcher.group(1) == null ? text.length() : matcher.start(1))
                .strip());
        return amount > Long.MAX_VALUE / factor ? null : amount * factor;
    }

    /// The size as [#size(String)] reads it, in the largest binary unit that is exact.
    public static String text(long bytes) {
        String[] units = {"GiB", "MiB", "KiB"};
        for (int index = 0; index < units.length; index++) {
            long length = 1L << 10 * (units.length - index);
            if (bytes >= length && bytes % length == 0) {
                return bytes / length + units[index];
            }
        }
        return Long.toString(bytes);
    }
}
