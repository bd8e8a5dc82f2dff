package io.gatehouse.bench;

import java.util.List;

/// A part of a run; when it fails, the others go on.
interface Part {
    /// What it measures, in a few words.
    String title();

    /// The targets that it gives a value.
    List<Target> targets();

    /// Whether the others need it, so that it cannot be left out.
    default boolean prepares() {
        return false;
    }

    /// Measures.
    void run(Bed bed) throws Exception;
}
