package io.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// What access costs: the CPU of a call at 64 connections with a signed token, a role with scopes, three rules and four
/// limits that several gateways could share, beside that of a bare call, in rounds that alternate.
final class AccessCost implements Part {
    private static final int CONNECTIONS = 64;
    private static final double BATCH = 100_000;
    private static final int READY_SECONDS = 30;
    private static final String KEY = "key-of-the-load";
    private static final String SETTINGS = """
            listen: { public-url: "http://127.0.0.1:%d" }
            auth: { keys: [{ name: load, sha256: "%s" }] }
            roles:
              load: { keys: load, servers: ["*"], scopes: ["modern:read", "modern:write", "legacy:write"] }
            rules:
              nobody: { tools: "delete_*", deny: Nothing is deleted. }
              guests: { servers: "*", when: "'guest' in caller.roles", deny: Guests may not call tools. }
              %s
            usage:
              repeats: { load: { slow-after: 0, stop-after: 0 } }
              shared: { url: store }
              limits:
                a: { calls: 10000000, every: 1m }
                b: { per: [caller, tool], calls: 10000000, every: 1m, concurrent: 1000 }
                c: { per: [tenant, server], calls: 10000000, every: 1m }
                d: { per: all, calls: 10000000, every: 1m, concurrent: 10000 }
            """;
    private static final String WITHOUT_ARGUMENTS =
            "other: { tools: echo, when: \"tenant == 'other'\", deny: Not for this tenant. }";
    private static final String WITH_ARGUMENTS =
            "other: { tools: echo, when: \"args.?text.orValue('').startsWith('drop')\", deny: Nothing is dropped. }";

    @Override
    public String title() {
        return "access";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.ACCESS_CPU, McpTarget.ARGUMENTS_CPU);
    }

    /// A gateway and what is sent to it.
    private record Loaded(Contender gatehouse, List<String> calls) {
        double cpu(Bed bed, int seconds) throws Exception {
            double before = gatehouse.cpuSeconds();
            Wrk wrk = Wrk.run(bed, gatehouse.address(Era.MODERN), calls, CONNECTIONS, seconds);
            return (gatehouse.cpuSeconds() - before) * BATCH / wrk.requests();
        }
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (Contender bare = Gatehouse.start(bed);
                Contender plain = guarded(bed, WITHOUT_ARGUMENTS);
                Contender reading = guarded(bed, WITH_ARGUMENTS)) {
            List<Loaded> all = List.of(loaded(bare, ""), loaded(plain, token(plain)), loaded(reading, token(reading)));
            Steady.await(bed.plan().slices(), () -> {
                double sum = 0;
                for (Loaded each : all) {
                    sum += each.cpu(bed, bed.plan().slice());
                }
                return sum;
            });
            List<List<Double>> costs = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < bed.plan().rounds(); round++) {
                for (int turn = 0; turn < all.size(); turn++) {
                    int which = (round + turn) % all.size();
                    costs.get(which).add(all.get(which).cpu(bed, bed.plan().throughput()));
                }
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("CPU s/100,000", rounded(Median.of(costs.get(0))));
            row.put("with access", rounded(Median.of(costs.get(1))));
            row.put("with a rule that reads arguments", rounded(Median.of(costs.get(2))));
            bed.results()
                    .row("tools/call with token, role, rules and limits by wrk, " + CONNECTIONS + " connections", row);
            bed.results().measured(McpTarget.ACCESS_CPU, ratios(costs.get(1), costs.get(0)));
            bed.results().measured(McpTarget.ARGUMENTS_CPU, ratios(costs.get(2), costs.get(0)));
        }
    }

    private static Spread ratios(List<Double> some, List<Double> others) {
        return Spread.of(IntStream.range(0, some.size())
                .mapToObj(round -> some.get(round) / others.get(round))
                .toList());
    }

    private static Contender guarded(Bed bed, String rule) throws IOException, InterruptedException {
        return Gatehouse.startGuarded(bed, port -> SETTINGS.formatted(port, digest(), rule), READY_SECONDS);
    }

    private static Loaded loaded(Contender gatehouse, String token) {
        List<String> calls = Calls.toolsCall(Era.MODERN, Era.MODERN, gatehouse.address(Era.MODERN), List.of());
        return new Loaded(
                gatehouse,
                token.isEmpty()
                        ? calls
                        : calls.stream()
                                .map(call -> call.replaceFirst(
                                        "\r\nContent-Type", "\r\nAuthorization: Bearer " + token + "\r\nContent-Type"))
                                .toList());
    }

    /// A signed token in exchange for the key.
    private static String token(Contender gatehouse) throws IOException, InterruptedException {
        URI address =
                URI.create("http://127.0.0.1:" + gatehouse.address(Era.MODERN).port() + "/oauth/token");
        String form = "grant_type=" + encoded("urn:ietf:params:oauth:grant-type:token-exchange") + "&subject_token="
                + encoded(KEY) + "&subject_token_type=" + encoded("urn:ietf:params:oauth:token-type:access_token")
                + "&expires_in=7200";
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("no token: " + answer.statusCode() + " " + answer.body());
            }
            return new JsonMapper().readTree(answer.body()).path("access_token").asString("");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
