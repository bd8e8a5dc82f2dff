package io.gatehouse.kit;

import java.util.List;
import java.util.Map;

/// What completes an argument of a prompt or a variable of a template.
@FunctionalInterface
public interface CompletionFunction {
    /// All values that fit, best first; the first 100 are sent.
    ///
    /// @param typed what the user has typed so far, perhaps nothing
    /// @param others the arguments that are known already, by name
    List<String> complete(String typed, Map<String, String> others);
}
