package io.gatehouse.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A limit on how many different values of one argument may be used in a time: how many customers, files, recipients.
///
/// @param name of the limit
/// @param covered the tools and prompts whose argument it is
/// @param per what it is counted for; empty where all uses count together
/// @param argument the keys that lead to the argument, from the outermost
/// @param values how many different ones, 1 or more
/// @param every how long each value counts after its last use
public record ReachLimit(
        String name, Covered covered, Set<Per> per, List<String> argument, int values, Duration every) {
    public ReachLimit {
        per = Per.ordered(per);
        argument = List.copyOf(argument);
    }

    /// What the count of a use is known by.
    public Object key(Use use) {
        return Per.key(per, use);
    }

    /// The argument as it is written in the configuration.
    public String written() {
        return String.join(".", argument);
    }
}
