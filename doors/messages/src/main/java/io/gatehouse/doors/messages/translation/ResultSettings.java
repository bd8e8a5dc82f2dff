package io.gatehouse.doors.messages.translation;

import java.time.Duration;

/// How results of tools reach the model.
///
/// @param textBytes longest text of one result for the model; the rest is cut, and the text says so
/// @param rememberedBytes how much of results is remembered in the form that the model got, for all callers together;
///     0 for nothing
/// @param rememberedFor how long
/// @param parts of one result, 1 or more; past it texts are joined
/// @param media images and documents of results
public record ResultSettings(
        int textBytes, long rememberedBytes, Duration rememberedFor, int parts, MediaSettings media) {

    /// 400 KB of text; 64 MiB for an hour; 200 parts.
    public static final ResultSettings DEFAULT =
            new ResultSettings(400_000, 64 << 20, Duration.ofHours(1), 200, MediaSettings.DEFAULT);
}
