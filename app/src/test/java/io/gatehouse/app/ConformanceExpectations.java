package io.gatehouse.app;

import io.gatehouse.fixtures.ConformanceResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the suite's run through the gateway may differ from its run against the fixture itself: all that is expected to
/// fail or to be recorded otherwise, and why.
final class ConformanceExpectations {
    /// A modern server asks by a result with `input_required`, which no legacy client understands: until eras are
    /// bridged it is told that the client can answer nothing.
    private static final Set<String> MODERN_SERVER_ASKS = Set.of(
            "tools-call-sampling",
            "tools-call-elicitation",
            "elicitation-sep1034-defaults",
            "elicitation-sep1330-enums");

    /// A legacy server asks in the middle of a call, which no modern client understands: until eras are bridged it is
    /// told that the client can answer nothing, so that no result with `input_required` comes about.
    private static final Set<String> LEGACY_SERVER_ASKS = Set.of(
            "input-required-result-basic-elicitation",
            "input-required-result-basic-sampling",
            "input-required-result-basic-list-roots",
            "input-required-result-request-state",
            "input-required-result-multiple-input-requests",
            "input-required-result-multi-round",
            "input-required-result-missing-input-response",
            "input-required-result-non-tool-request",
            "input-required-result-result-type",
            "input-required-result-tampered-state",
            "input-required-result-capability-check",
            "input-required-result-validate-input");

    /// The same, but the scenario passes on any answer.
    private static final Set<String> LEGACY_SERVER_ASKS_UNNOTICED = Set.of("input-required-result-ignore-extra-params");

    private ConformanceExpectations() {}

    /// The required scenarios that fail.
    static Set<String> failing(ConformanceUpstream upstream, boolean modernClient) {
        if (upstream.modern() == modernClient) {
            return Set.of();
        }
        return modernClient ? LEGACY_SERVER_ASKS : MODERN_SERVER_ASKS;
    }

    /// The scenarios, required or not, of which other details are recorded.
    static Set<String> differing(ConformanceUpstream upstream, boolean modernClient) {
        Set<String> differing = new TreeSet<>(failing(upstream, modernClient));
        if (modernClient && !upstream.modern()) {
            differing.addAll(LEGACY_SERVER_ASKS_UNNOTICED);
        }
        return differing;
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
