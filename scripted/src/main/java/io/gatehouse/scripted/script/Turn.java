package io.gatehouse.scripted.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule of a script: when it applies, what the model says then, and how.
///
/// @param index its place in the list, from 0
/// @param line where it stands in the file
/// @param stop the stop reason; null: as it follows from what is said
/// @param times how often it may be taken; 0 for always
public record Turn(
        int index,
        int line,
        When when,
        List<Part> say,
        @Nullable String stop,
        PlannedUsage usage,
        Behaviour behaviour,
        int times) {}
