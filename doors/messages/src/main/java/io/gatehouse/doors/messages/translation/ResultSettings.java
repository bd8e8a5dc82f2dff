package io.gatehouse.doors.messages.translation;

import java.time.Duration;

/// How results of tools reach the model.
///
/// @param textBytes longest text of one result for the model; the rest is cut, and the text says so
/// @param rememberedBytes how much of results is remembered in the form that the model got, for all callers together;
///     0 for nothing
/// @param rememberedFor how long
public record ResultSettings(int textBytes, long rememberedBytes, Duration rememberedFor) {

    /// 400 KB of text; 64 MiB for an hour.
    public static final ResultSettings DEFAULT = new ResultSettings(400_000, 64 << 20, Duration.ofHours(1));
}
