package io.gatehouse.app;

import io.gatehouse.fixtures.ConformanceResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the suite's run through the gateway may differ from its run against the fixture itself: all that is expected to
/// be recorded otherwise, and why.
final class ConformanceExpectations {
    private ConformanceExpectations() {}

    /// The scenarios, required or not, of which other details are recorded. What an older server asks is known only
    /// once the call has begun, so an answer that cannot be read is asked for again, where a modern server refuses.
    static Set<String> differing(ConformanceUpstream upstream, boolean modernClient) {
        return modernClient && !upstream.modern() ? Set.of("input-required-result-validate-input") : Set.of();
    }

    /// The differences of two runs without those that may be.
    static List<String> unexplained(
            ConformanceResults through, ConformanceResults direct, ConformanceUpstream upstream, boolean modernClient) {
        Map<Pattern, String> allowed = allowed(upstream, modernClient);
        List<String> here = new ArrayList<>();
        List<String> there = new ArrayList<>();
        for (String difference : through.differences(direct)) {
            String common = difference;
            for (Map.Entry<Pattern, String> rule : allowed.entrySet()) {
                common = rule.getKey().matcher(common).replaceAll(rule.getValue());
            }
            (common.contains(": only this run recorded ") ? here : there).add(common);
        }
        List<String> unexplained = new ArrayList<>();
        here.stream()
                .filter(difference -> !there.contains(opposite(difference)))
                .forEach(unexplained::add);
        there.stream()
                .filter(difference -> !here.contains(opposite(difference)))
                .forEach(unexplained::add);
        return unexplained;
    }

    /// The scenario that a difference is about.
    static String scenario(String difference) {
        return difference.substring(0, difference.indexOf(':'));
    }

    /// Details that may differ, and what both are taken for.
    private static Map<Pattern, String> allowed(ConformanceUpstream upstream, boolean modernClient) {
        List<Map.Entry<String, String>> rules = new ArrayList<>();
        // The gateway is the server that the client speaks with.
        rules.add(Map.entry("serverInfo=\\{[^}]*}", "serverInfo"));
        // A tool that is in no list never reaches a server; the gateway says so in its own words.
        rules.add(Map.entry("(there is no tool |Unknown tool: )\"?(\\w+)[^{]*", "no tool $2 "));
        // The gateway itself refuses a state that was changed, in its own words.
        rules.add(Map.entry("(tamperedResponse=\\{code=-32602)\\b.*", "$1"));
        rules.add(Map.entry("(server-sse-polling.*content-length)=\"\\d+\"", "$1"));
        if (upstream.modern() && !modernClient) {
            // To a legacy client this is one of the unknown members that pass.
            rules.add(Map.entry(", resultType=\"complete\"", ""));
        }
        if (!upstream.modern() && modernClient) {
            // A legacy server does not say how long and by whom its answers may be kept.
            rules.add(Map.entry("cacheScope=\"(public|private)\"", "cacheScope"));
            rules.add(Map.entry("ttlMs=\\d+", "ttlMs"));
        }
        return rules.stream()
                .collect(java.util.stream.Collectors.toMap(
                        rule -> Pattern.compile(rule.getKey(), Pattern.DOTALL), Map.Entry::getValue));
    }

    private static String opposite(String difference) {
        return difference.contains(": only this run recorded ")
                ? difference.replaceFirst(": only this run ", Matcher.quoteReplacement(": only the other run "))
                : difference.replaceFirst(": only the other run ", Matcher.quoteReplacement(": only this run "));
    }
}
