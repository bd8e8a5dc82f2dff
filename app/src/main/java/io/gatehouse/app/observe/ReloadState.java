package io.gatehouse.app.observe;

import java.util.List;

/// Whether the running configuration matches the files. Any thread may ask.
public final class ReloadState {
    private static final int MOST = 10;

    private volatile Last last = new Last(List.of(), System.currentTimeMillis());

    private record Last(List<String> problems, long succeededMillis) {}

    /// The files were read and are what runs.
    public void succeeded() {
        last = new Last(List.of(), System.currentTimeMillis());
    }

    /// The files were refused.
    ///
    /// @param problems what is wrong, with the places; the first ten are kept
    public void refused(List<String> problems) {
        last = new Last(problems.stream().limit(MOST).toList(), last.succeededMillis());
    }

    /// Why the files are not what runs, a sentence for each problem; empty when they are.
    public List<String> warnings() {
        return last.problems().stream()
                .map(problem -> "The running configuration differs from the file on disk: " + problem)
                .toList();
    }

    boolean successful() {
        return last.problems().isEmpty();
    }

    /// When the files were what runs, in seconds since the epoch.
    double succeededSeconds() {
        return last.succeededMillis() / 1000.0;
    }
}
