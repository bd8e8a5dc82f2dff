package io.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Calls over TLS at 64 connections beside nginx with TLS, both with plain HTTP to the upstream, in rounds that
/// alternate.
final class OverTls implements Part {
    private static final int CONNECTIONS = 64;
    private static final int READY_SECONDS = 30;
    private static final double BATCH = 100_000;

    @Override
    public String title() {
        return "TLS";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.TLS_CPU, McpTarget.TLS_P99);
    }

    @Override
    public void run(Bed bed) throws Exception {
        TestCertificate certificate = TestCertificate.make(bed);
        try (Contender nginx = Nginx.start(bed, bed.upstreamPort(), certificate);
                Contender gatehouse = Gatehouse.startWithTls(bed, certificate);
                HttpClient client = client(certificate)) {
            Ready.await(Nginx.child(nginx), READY_SECONDS, () -> check(client, nginx));
            Ready.await(Gatehouse.child(gatehouse), READY_SECONDS, () -> check(client, gatehouse));
            int slice = bed.plan().slice();
            Steady.await(bed.plan().slices(), () -> round(bed, gatehouse, slice).cpu());
            List<Contender> both = List.of(nginx, gatehouse);
            Map<String, List<Round>> rounds = new LinkedHashMap<>();
            for (int round = 0; round < bed.plan().rounds(); round++) {
                for (Contender way : round % 2 == 0 ? both : both.reversed()) {
                    rounds.computeIfAbsent(way.name(), name -> new ArrayList<>())
                            .add(round(bed, way, bed.plan().throughput()));
                }
            }
            rounds.forEach((name, all) -> row(bed, name, all));
            List<Round> least = rounds.getOrDefault(nginx.name(), List.of());
            List<Round> ours = rounds.getOrDefault(gatehouse.name(), List.of());
            bed.results()
                    .measured(
                            McpTarget.TLS_CPU,
                            Spread.of(IntStream.range(0, ours.size())
                                    .mapToObj(round -> ours.get(round).cpu()
                                            / least.get(round).cpu())
                                    .toList()));
            bed.results()
                    .measured(
                            McpTarget.TLS_P99,
                            Spread.of(IntStream.range(0, ours.size())
                                    .mapToObj(round -> ours.get(round).wrk().p99()
                                            / least.get(round).wrk().p99())
                                    .toList()));
        }
    }

    /// @param cpu seconds for 100,000 calls
    private record Round(Wrk wrk, double cpu) {}

    private static Round round(Bed bed, Contender way, int seconds) throws Exception {
        double before = way.cpuSeconds();
        List<String> calls = Calls.toolsCall(Era.MODERN, way.modern(), List.of());
        Wrk wrk = Wrk.run(bed, "https", way.modern(), calls, CONNECTIONS, seconds);
        return new Round(wrk, (way.cpuSeconds() - before) * BATCH / wrk.requests());
    }

    private static void row(Bed bed, String name, List<Round> all) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("proxy", name);
        row.put(
                "calls/s",
                Math.round(Median.of(
                        all.stream().map(round -> round.wrk().perSecond()).toList())));
        row.put("CPU s/100,000", rounded(Median.of(all.stream().map(Round::cpu).toList())));
        row.put(
                "p50 ms",
                rounded(Median.of(
                        all.stream().map(round -> round.wrk().p50() / 1000).toList())));
        row.put(
                "p99 ms",
                rounded(Median.of(
                        all.stream().map(round -> round.wrk().p99() / 1000).toList())));
        bed.results().row("tools/call over TLS by wrk, " + CONNECTIONS + " connections", row);
    }

    private static HttpClient client(TestCertificate certificate) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificate.store());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), new SecureRandom());
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// Makes sure that a call is answered.
    private static void check(HttpClient client, Contender way) throws IOException {
        String call = Calls.toolsCall(Era.MODERN, way.modern(), List.of()).getFirst();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                "https://127.0.0.1:" + way.modern().port() + way.modern().path()));
        String[] parts = new String(Calls.numbered(call, 10_000_001), java.nio.charset.StandardCharsets.US_ASCII)
                .split("\r\n\r\n", 2);
        parts[0].lines()
                .skip(1)
                .filter(line -> !line.startsWith("Host:") && !line.startsWith("Content-Length:"))
                .map(line -> line.split(": ", 2))
                .forEach(field -> request.header(field[0], field[1]));
        try {
            HttpResponse<String> answer = client.send(
                    request.POST(HttpRequest.BodyPublishers.ofString(parts[1])).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !answer.body().contains("\"id\":10000001,\"result\"")) {
                throw new IOException(way.name() + " answered with " + answer.statusCode() + ": " + answer.body());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
