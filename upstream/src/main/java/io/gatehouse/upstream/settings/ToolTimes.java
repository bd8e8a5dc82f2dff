package io.gatehouse.upstream.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long calls of some tools of a server may take.
///
/// @param tools a tool's name, or a pattern over names: `*` stands for any text, `?` for one character
/// @param callTimeout without progress; null leaves the server's own
/// @param callLimit in all; null leaves the server's own
public record ToolTimes(
        String tools,
        @Nullable Duration callTimeout,
        @Nullable Duration callLimit) {}
