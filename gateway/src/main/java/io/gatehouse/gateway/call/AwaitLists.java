package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import java.util.function.Supplier;

/// Waits until the servers of the toolset have listed what they have for the first time.
final class AwaitLists implements Step<ToolsetPassage> {
    private final Supplier<FirstLists> lists;

    AwaitLists(Supplier<FirstLists> lists) {
        this.lists = lists;
    }

    @Override
    public boolean take(ToolsetPassage passage) {
        return lists.get().there(passage.toolset(), passage::resume);
    }
}
