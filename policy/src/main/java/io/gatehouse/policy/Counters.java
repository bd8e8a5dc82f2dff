package io.gatehouse.policy;

import java.util.List;
import java.util.function.Consumer;

/// Counts what is used: in the memory of this process, or together with others. Nothing here may block.
public interface Counters {
    /// Takes what something needs that begins: all of it, or nothing.
    ///
    /// @param taken hears exactly once what came of it: before this method returns, or later on any thread
    void take(List<Claim> claims, Consumer<Taken> taken);

    /// Notes the values that something uses that begins: all of them, or none.
    ///
    /// @param taken hears exactly once what came of it: before this method returns, or later on any thread
    void touch(List<Touch> touches, Consumer<Taken> taken);
}
