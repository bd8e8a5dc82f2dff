package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs the parts that were asked for, one after the other. When one fails, its targets are skipped and the others go
/// on.
final class Run {
    private final Bed bed;
    private final Set<String> only;
    private final Set<String> offered = new LinkedHashSet<>();
    private final List<Thread> aside = new ArrayList<>();

    /// @param only titles of the parts to run; empty for all
    Run(Bed bed, Set<String> only) {
        this.bed = bed;
        this.only = only;
    }

    Bed bed() {
        return bed;
    }

    /// Runs a part, if it was asked for.
    void measure(Part part) {
        if (wanted(part)) {
            run(part);
        }
    }

    /// Runs a part that needs no CPU while the others run.
    void measureAside(Part part) {
        if (wanted(part)) {
            aside.add(Thread.ofPlatform().start(() -> run(part)));
        }
    }

    /// Waits for the parts that run beside the others.
    void await() throws InterruptedException {
        for (Thread thread : aside) {
            thread.join();
        }
    }

    /// Says why parts cannot run.
    void skip(List<Part> parts, String problem) {
        System.out.println(problem);
        for (Part part : parts) {
            part.targets().forEach(target -> bed.results().skipped(target, problem));
        }
    }

    /// The titles that were asked for and that no part has.
    Set<String> unknown() {
        Set<String> unknown = new LinkedHashSet<>(only);
        unknown.removeAll(offered);
        return unknown;
    }

    /// The titles of all parts.
    Set<String> offered() {
        return offered;
    }

    /// A failure as one line.
    static String problem(Exception failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > 250 ? line.substring(0, 250) + "…" : line;
    }

    private boolean wanted(Part part) {
        if (part.prepares()) {
            return true;
        }
        offered.add(part.title());
        boolean wanted = only.isEmpty() || only.contains(part.title());
        if (!wanted) {
            bed.results().leftOut(part.targets());
        }
        return wanted;
    }

    private void run(Part part) {
        long start = System.nanoTime();
        @Nullable String failure = null;
        try {
            part.run(bed);
        } catch (Exception e) {
            failure = problem(e);
            String reason = failure;
            part.targets().forEach(target -> bed.results().skipped(target, reason));
        }
        System.out.printf(
                "%s: %s in %.0f s%n",
                part.title(), failure == null ? "done" : "failed, " + failure, (System.nanoTime() - start) / 1e9);
    }
}
