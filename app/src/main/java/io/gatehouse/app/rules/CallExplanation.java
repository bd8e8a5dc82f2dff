package io.gatehouse.app.rules;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.Shown;
import io.gatehouse.gateway.catalog.Facts;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.gateway.policy.Explanation;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.Roles;
import io.gatehouse.policy.rule.Finding;
import io.gatehouse.policy.rule.RuleCall;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What would be decided about a call of a tool, by a configuration and what the server listed.
///
/// @param call the call, with the arguments that its server would get
/// @param tool what is known of the tool
/// @param explanation the decision, and why
/// @param fixed the arguments that a toolset sets, whose values are not shown
public record CallExplanation(RuleCall call, ToolFacts tool, Explanation explanation, Set<String> fixed) {
    private static final String ANONYMOUS = "anonymous";

    /// A call that nobody makes.
    ///
    /// @param toolset that it comes to; null for that of all servers
    /// @param arguments JSON, or null
    public record Question(
            ServerSettings server,
            Listed tool,
            Caller caller,
            String door,
            @Nullable ToolsetSettings toolset,
            @Nullable String arguments) {}

    /// Explains a call.
    public static CallExplanation of(Configuration configuration, Question question) {
        ToolFacts facts = Facts.ruled(question.server(), question.tool());
        Requirement standing = Facts.risk(question.server(), question.tool())
                .requirement(
                        configuration.reachedByOthers(),
                        configuration.auth().approvals().askUnknown());
        Roles roles =
                new Roles(configuration.auth().roles(), configuration.auth().anonymousRole());
        RuleCall call = new RuleCall(
                question.caller(),
                roles.of(question.caller()).roles(),
                question.door(),
                null,
                arguments(question),
                Instant.now());
        String grantable = question.toolset() == null ? "" : question.toolset().name();
        return new CallExplanation(
                call,
                facts,
                Explanation.of(roles, configuration.auth().rules(), standing, grantable, facts, call),
                fixed(question).keySet());
    }

    /// The caller of a name.
    ///
    /// @param name of a key in the configuration, or `anonymous`
    /// @param roles those of a stored key; then the name is its name
    /// @throws IllegalArgumentException when there is no such key
    public static Caller caller(Configuration configuration, String name, List<String> roles) {
        if (!roles.isEmpty()) {
            CallerId stored = CallerId.ofStoredKey("stored", name, "");
            return new Caller(stored, "", Set.copyOf(roles), Set.of(), Map.of(), "", "");
        }
        if (name.equals(ANONYMOUS)) {
            return Caller.ANONYMOUS;
        }
        if (configuration.auth().keys().stream().anyMatch(key -> key.name().equals(name))) {
            return Caller.ofKey(name);
        }
        throw new IllegalArgumentException("There is no key " + Shown.quoted(name) + " in the configuration.");
    }

    /// The toolset of a name; null for the empty one.
    ///
    /// @throws IllegalArgumentException when there is none
    public static @Nullable ToolsetSettings toolset(Configuration configuration, String name) {
        if (name.isEmpty()) {
            return null;
        }
        return configuration.toolsets().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no toolset " + Shown.quoted(name) + " in the configuration."));
    }

    private static Map<String, Slice> fixed(Question question) {
        ToolsetSettings toolset = question.toolset();
        return toolset == null
                ? Map.of()
                : toolset.members().stream()
                        .filter(member ->
                                member.server().equals(question.server().name()))
                        .map(member -> member.overrides()
                                .getOrDefault(question.tool().key(), ToolOverride.NONE)
                                .fixedArguments())
                        .findFirst()
                        .orElse(Map.of());
    }

    /// The arguments that the server would get: with those that a toolset fixes.
    private static @Nullable Slice arguments(Question question) {
        String written = question.arguments();
        Map<String, Slice> fixed = fixed(question);
        if (fixed.isEmpty()) {
            return written == null ? null : Slice.of(written);
        }
        Map<String, byte @Nullable []> changes = new HashMap<>();
        fixed.forEach((name, value) -> changes.put(name, value.bytes()));
        try {
            ObjectView arguments = ObjectView.read(Slice.of(written == null ? "{}" : written));
            return Slice.of(
                    new Splice(arguments.whole()).change(arguments, changes).toBytes());
        } catch (MalformedJsonException duplicate) {
            return Slice.of(String.valueOf(written));
        }
    }

    /// One JSON object.
    public String json() {
        return "{\"caller\":" + Json.quote(call.caller().name())
                + ",\"roles\":"
                + call.roles().stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"))
                + ",\"server\":" + Json.quote(tool.server())
                + ",\"tool\":" + Json.quote(tool.tool())
                + ",\"effects\":" + Json.quote(tool.effects())
                + ",\"steps\":"
                + explanation.steps().stream().map(CallExplanation::json).collect(Collectors.joining(",", "[", "]"))
                + ",\"rules\":"
                + explanation.rules().stream().map(CallExplanation::json).collect(Collectors.joining(",", "[", "]"))
                + ",\"approval\":{\"agreement\":"
                + Json.quote(explanation.standing().agreement().label())
                + ",\"why\":" + Json.quote(explanation.standing().why()) + "}"
                + ",\"decision\":" + Json.quote(explanation.decision())
                + ",\"by\":" + Json.quote(explanation.by())
                + ",\"reason\":" + Json.quote(explanation.reason())
                + ",\"narrowed\":" + changed()
                + ",\"arguments\":" + sent()
                + "}";
    }

    private static String json(Explanation.Step step) {
        return "{\"step\":" + Json.quote(step.name()) + ",\"passed\":" + step.passed() + ",\"why\":"
                + Json.quote(step.text()) + "}";
    }

    private static String json(Finding finding) {
        return "{\"rule\":" + Json.quote(finding.rule())
                + ",\"shadow\":" + finding.shadow()
                + ",\"result\":" + Json.quote(finding.kind().name().toLowerCase(Locale.ROOT))
                + ",\"detail\":" + Json.quote(finding.detail())
                + "}";
    }

    /// The arguments with which the call would be sent, without those that a toolset sets.
    private String sent() {
        Slice came = call.arguments() == null ? Slice.of("{}") : call.arguments();
        Map<String, byte @Nullable []> changes = new HashMap<>();
        explanation.arguments().forEach((name, value) -> changes.put(name, value.bytes()));
        fixed.forEach(name -> changes.put(name, null));
        try {
            ObjectView arguments = ObjectView.read(came);
            return Slice.of(new Splice(arguments.whole())
                            .change(arguments, changes)
                            .toBytes())
                    .text();
        } catch (MalformedJsonException duplicate) {
            return came.text();
        }
    }

    /// The arguments that rules change, as a JSON object.
    public String changed() {
        return new TreeMap<>(explanation.arguments())
                .entrySet().stream()
                        .map(argument -> Json.quote(argument.getKey()) + ":"
                                + argument.getValue().text())
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
