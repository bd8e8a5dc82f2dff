package io.gatehouse.policy;

import org.jspecify.annotations.Nullable;

/// What decides whether somebody has to agree to a call of a tool, where no rule says so.
///
/// @param demanded what the operator demands for the tool; null for nothing
/// @param destroys whether it removes or overwrites something for good
/// @param known whether anybody says what it does
public record ToolRisk(@Nullable Agreement demanded, boolean destroys, boolean known) {
    /// Nothing to ask about.
    public static final ToolRisk NONE = new ToolRisk(Agreement.NONE, false, true);

    /// Whose word a call needs.
    ///
    /// @param shared whether others than programs on this machine can call
    /// @param askUnknown whether a tool of which nobody says what it does is asked for too
    public Requirement requirement(boolean shared, boolean askUnknown) {
        Agreement told = demanded;
        if (told != null) {
            return told == Agreement.NONE
                    ? Requirement.NONE
                    : new Requirement(told, "the configuration demands it for this tool");
        }
        if (destroys && shared) {
            return new Requirement(Agreement.CONFIRM, "this tool destroys data for good");
        }
        return askUnknown && !known
                ? new Requirement(Agreement.CONFIRM, "nobody says what this tool does")
                : Requirement.NONE;
    }
}
