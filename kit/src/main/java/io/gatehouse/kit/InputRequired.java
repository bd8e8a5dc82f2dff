package io.gatehouse.kit;

import java.util.List;

/// Leaves a function whose questions a modern client has to answer first; it runs again with the answers.
final class InputRequired extends RuntimeException {
    private final transient List<Ask> asks;

    InputRequired(List<Ask> asks) {
        super("input required", null, false, false);
        this.asks = List.copyOf(asks);
    }

    List<Ask> asks() {
        return asks;
    }
}
