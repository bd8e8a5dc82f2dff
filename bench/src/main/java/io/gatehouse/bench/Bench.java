package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Measures Gatehouse beside nginx and the bare upstream in one run. Started by `bench/run`.
public final class Bench {
    private final Bed bed;
    private final Set<String> only;
    private final List<Thread> aside = new ArrayList<>();

    private Bench(Bed bed, Set<String> only) {
        this.bed = bed;
        this.only = only;
    }

    /// Arguments: the checkout, then `--quick` or nothing, then the titles of the parts to measure or nothing for all.
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        boolean quick = Arrays.asList(args).contains("--quick");
        Set<String> only = new LinkedHashSet<>(Arrays.asList(args).subList(1, args.length));
        only.remove("--quick");
        Path folder = root.resolve("bench/results");
        Path work = Files.createDirectories(folder.resolve("work"));
        clear(work);
        Results results = new Results();
        describe(results, quick);
        try (Child upstream = Child.java(work.resolve("upstream.log"), FastUpstream.class)) {
            int port = Integer.parseInt(upstream.line());
            Bed bed = new Bed(root, work, quick ? Plan.QUICK : Plan.FULL, results, port);
            new Bench(bed, only).run(upstream);
        }
        Report report = new Report(results);
        report.write(folder, only.isEmpty() ? "latest" : "part");
        System.out.println();
        System.out.print(report.lines());
    }

    private void run(Child upstream) throws InterruptedException {
        try (Contender direct = Contender.direct(bed.upstreamPort())) {
            measure(new UpstreamRate(direct, upstream));
            measure(new StartUp());
            measureAside(new Resident());
            List<Contender> contenders = new ArrayList<>(List.of(direct));
            add(contenders, "nginx", Nginx::start);
            add(contenders, "Gatehouse", Gatehouse::start);
            measure(new WarmUp(contenders));
            measure(new Throughput(contenders));
            measure(new Latency(contenders));
            contenders.forEach(Contender::close);
            measure(new ListPages());
            measure(new IdleStreams());
            for (Thread thread : aside) {
                thread.join();
            }
        }
    }

    private interface Start {
        Contender start(Bed bed) throws IOException, InterruptedException;
    }

    private void add(List<Contender> contenders, String name, Start start) throws InterruptedException {
        try {
            contenders.add(start.start(bed));
        } catch (IOException e) {
            String problem = name + " does not run: " + problem(e);
            System.out.println(problem);
            for (Target target : Stream.of(new Throughput(List.of()), new Latency(List.of()))
                    .flatMap(part -> part.targets().stream())
                    .toList()) {
                bed.results().skipped(target, problem);
            }
        }
    }

    /// Measures something that needs no CPU while the others run.
    private void measureAside(Part part) {
        if (left(part)) {
            return;
        }
        aside.add(Thread.ofPlatform().start(() -> measure(part)));
    }

    private void measure(Part part) {
        if (left(part)) {
            return;
        }
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

    private boolean left(Part part) {
        boolean left = !only.isEmpty() && !only.contains(part.title()) && !(part instanceof WarmUp);
        if (left) {
            part.targets().forEach(target -> bed.results().skipped(target, "not asked for"));
        }
        return left;
    }

    private static String problem(Exception failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > 250 ? line.substring(0, 250) + "…" : line;
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
        results.fact("nginx workers and Gatehouse event loops", Integer.toString(Nginx.workers()));
    }

    private static void clear(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(work)) {
                    Files.delete(file);
                }
            }
        }
    }
}
