package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/// Measures one area of what Gatehouse does. Started by `bench/run`.
public final class Bench {
    private Bench() {}

    /// Arguments: the checkout, the area, then `--quick` or nothing, then the titles of the parts to measure or nothing
    /// for all.
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Area area = Area.of(args[1]);
        Set<String> only = new LinkedHashSet<>(Arrays.asList(args).subList(2, args.length));
        boolean quick = only.remove("--quick");
        Path folder = root.resolve("bench/results");
        Path work = Files.createDirectories(folder.resolve("work"));
        clear(work);
        Results results = new Results(area.targets());
        describe(results, quick);
        String before = load();
        Run run;
        try (Child upstream = Child.java(work.resolve("upstream.log"), FastUpstream.class)) {
            int port = Integer.parseInt(upstream.line());
            run = new Run(new Bed(root, work, area.plan(quick), results, upstream, port), only);
            area.measure(run);
        }
        results.fact("load of the machine (1, 5 and 15 minutes)", before + " before, " + load() + " after");
        if (!run.unknown().isEmpty()) {
            System.err.println("bench/run: there is no part " + String.join(", ", run.unknown()) + "; the parts are "
                    + String.join(", ", run.offered()));
            System.exit(2);
        }
        Report report = new Report(area.name(), results);
        report.write(folder, only.isEmpty() ? area.name() : area.name() + "-part");
        System.out.println();
        System.out.print(report.lines());
    }

    private static void describe(Results results, boolean quick) throws IOException {
        results.fact("when", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        results.fact("mode", quick ? "quick" : "full");
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            results.fact(
                    "processor",
                    lines.filter(line -> line.startsWith("model name"))
                                    .map(line -> line.substring(line.indexOf(':') + 1)
                                            .strip())
                                    .findFirst()
                                    .orElse("unknown")
                            + ", "
                            + Runtime.getRuntime().availableProcessors()
                            + " of them, shared by load, proxy and upstream");
        }
        results.fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        results.fact("java", System.getProperty("java.vendor.version", System.getProperty("java.version")));
    }

    /// Other programs that run meanwhile show in the tails first.
    private static String load() throws IOException {
        String[] averages = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
        return averages[0] + " " + averages[1] + " " + averages[2];
    }

    private static void clear(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(work)) {
                    Files.delete(file);
                }
            }
        }
    }
}
