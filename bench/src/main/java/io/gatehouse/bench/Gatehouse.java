package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `./gatehouse up` as a user starts it. What it logs, the line for each call too, goes to a file.
final class Gatehouse {
    /// The name of the server that [#startWithAsking] calls.
    static final String ASKING = "asking";

    private static final int READY_SECONDS = 30;
    /// A load is the same call again and again.
    private static final String REPEATS = "usage: { repeats: { load: { slow-after: 0, stop-after: 0 } } }\n";
    private static final List<String> ERAS =
            Stream.of(Era.values()).map(Era::server).toList();

    private Gatehouse() {}

    /// Both eras of the fast upstream behind it, each a server of its own.
    static Contender start(Bed bed) throws IOException, InterruptedException {
        return start(bed, "");
    }

    /// The same with further settings.
    static Contender start(Bed bed, String settings) throws IOException, InterruptedException {
        Contender gatehouse = up(bed, Bed.freePort(), servers(bed, ERAS, settings), Map.of());
        await(gatehouse);
        return gatehouse;
    }

    /// The same with settings that demand a credential, once it is ready.
    ///
    /// @param settings for the port that it gets
    static Contender startGuarded(Bed bed, IntFunction<String> settings, int seconds)
            throws IOException, InterruptedException {
        int port = Bed.freePort();
        Path data = Files.createDirectories(bed.file("data-" + port));
        Contender gatehouse = up(bed, port, data, servers(bed, ERAS, settings.apply(port)), Map.of());
        Ready.await(child(gatehouse), seconds, () -> {
            try (Wire wire = new Wire(port)) {
                int status = wire.call(("GET /ready HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                if (status != 200) {
                    throw new IOException("/ready answers with " + status);
                }
            }
        });
        return gatehouse;
    }

    /// The same in a data folder that an earlier one may have used. Does not wait.
    ///
    /// @param calls how many each server may have in flight
    static Contender start(Bed bed, int port, Path data, int calls) throws IOException {
        String settings = "defaults:\n  max-in-flight: " + calls + "\n";
        return up(bed, port, data, servers(bed, ERAS, settings), Map.of());
    }

    /// Waits until calls to both eras of the fast upstream are answered.
    static void await(Contender gatehouse) throws IOException, InterruptedException {
        for (Era era : Era.values()) {
            Ready.await(child(gatehouse), READY_SECONDS, () -> gatehouse.check(era));
        }
    }

    /// The asking upstream behind it. Does not wait.
    ///
    /// @param calls how many can wait for answers at once
    static Contender startWithAsking(Bed bed, int upstreamPort, int calls) throws IOException {
        String settings = "    max-own-connections: " + calls + "\nlimits:\n  parked-calls: " + calls + "\n";
        Path configuration = bed.write("gatehouse.yaml", "servers:\n" + entry(ASKING, upstreamPort, "mcp") + settings);
        return up(bed, Bed.freePort(), configuration, Map.of());
    }

    /// The fast upstream behind it, reached over TLS. Does not wait.
    static Contender startWithTls(Bed bed, TestCertificate certificate) throws IOException {
        String listen = "listen: { tls: { certificate: \"" + certificate.chain() + "\", key: \"" + certificate.key()
                + "\" } }\n";
        return up(bed, Bed.freePort(), servers(bed, List.of("modern"), listen), Map.of());
    }

    /// 100 servers of 100 tools.
    static Contender startWithManyTools(Bed bed, String settings) throws IOException, InterruptedException {
        String servers = "servers:\n"
                + IntStream.range(0, 100)
                        .mapToObj(server -> entry("s%03d".formatted(server), bed.upstreamPort(), "modern/100"))
                        .collect(Collectors.joining());
        return up(bed, Bed.freePort(), bed.write("gatehouse.yaml", servers + settings + REPEATS), Map.of());
    }

    /// The fast model as the provider of all models, and the fast upstream as the server that questions name.
    static ModelWay startWithModel(Bed bed, int modelPort) throws IOException, InterruptedException {
        String models = "models:\n  providers:\n    fast: { url: \"http://127.0.0.1:" + modelPort + "\", key: any }\n";
        Path configuration = bed.write(
                "gatehouse.yaml", "servers:\n" + entry(Questions.SERVER, bed.upstreamPort(), "modern") + models);
        int port = Bed.freePort();
        Contender started = up(bed, port, configuration, Map.of());
        ModelWay gatehouse = new ModelWay("Gatehouse", port, child(started));
        Ready.await(child(started), READY_SECONDS, gatehouse::check);
        return gatehouse;
    }

    /// Starts it and does not wait.
    ///
    /// @param configuration a file, or null for what is served without one
    static Contender up(Bed bed, int port, @Nullable Path configuration, Map<String, String> environment)
            throws IOException {
        return up(bed, port, Files.createDirectories(bed.file("data")), configuration, environment);
    }

    private static Contender up(
            Bed bed, int port, Path data, @Nullable Path configuration, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                bed.root().resolve("gatehouse").toString(),
                "up",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
        if (configuration != null) {
            command.addAll(List.of("--config", configuration.toString()));
        }
        Child child =
                Child.start(Files.createDirectories(bed.file("gatehouse")).resolve("log"), false, environment, command);
        return new Contender("Gatehouse", new Address(port, "/mcp"), new Address(port, "/mcp"), child);
    }

    static Child child(Contender gatehouse) {
        return java.util.Objects.requireNonNull(gatehouse.child());
    }

    private static Path servers(Bed bed, List<String> names, String settings) throws IOException {
        return bed.write(
                "gatehouse.yaml",
                "servers:\n"
                        + names.stream()
                                .map(name -> entry(name, bed.upstreamPort(), name))
                                .collect(Collectors.joining())
                        + settings
                        + (settings.contains("usage:") ? "" : REPEATS));
    }

    private static String entry(String name, int port, String path) {
        return "  " + name + ":\n    url: http://127.0.0.1:" + port + "/" + path + "\n";
    }
}
