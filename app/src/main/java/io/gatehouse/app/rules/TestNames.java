package io.gatehouse.app.rules;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.RuleTest;
import io.gatehouse.app.config.Shown;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.rule.Rule;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import java.util.List;

/// Refuses tests of what the configuration does not have: they would pass and test nothing.
final class TestNames {
    private static final String CORRECT = "Correct it.";

    private final Configuration configuration;
    private final Problems problems = new Problems();

    private TestNames(Configuration configuration) {
        this.configuration = configuration;
    }

    /// @param file of the tests
    /// @throws ConfigurationException when a test names what there is not, or expects what cannot be
    static void require(List<RuleTest> tests, Configuration configuration, Path file) throws ConfigurationException {
        TestNames names = new TestNames(configuration);
        for (int at = 0; at < tests.size(); at++) {
            names.check(tests.get(at), "tests[" + at + "]");
        }
        if (names.problems.failed()) {
            throw new ConfigurationException(names.problems.errors(), List.of(file), "");
        }
    }

    private void check(RuleTest test, String path) {
        String server = test.call().tool().server();
        // A server that a request names has an address for a name.
        if (!server.contains("/")) {
            List<String> servers =
                    configuration.servers().stream().map(ServerSettings::name).toList();
            known(test, path + ".server", "server", server, servers);
        }
        RuleTest.Who who = test.call().caller();
        List<String> roles =
                configuration.auth().roles().stream().map(Role::name).toList();
        List<String> given = who.roles() == null ? List.of() : who.roles();
        given.forEach(role -> known(test, path + ".roles", "role", role, roles));
        rule(test, path + ".rule");
        boolean unknown = !caller(test, path + ".as", who);
        if (unknown || roles.isEmpty() || test.expected().outcome().equals("deny")) {
            return;
        }
        if (TestCaller.roles(who, configuration.auth()).isEmpty()) {
            problems.error(
                    test.position(),
                    path,
                    "the caller " + Shown.quoted(who.name()) + " has no role, so its calls are denied before any rule",
                    "Name a caller with a role, or its `roles`.");
        }
    }

    private boolean caller(RuleTest test, String path, RuleTest.Who who) {
        List<String> keys = configuration.auth().keys().stream()
                .map(Configuration.Key::name)
                .toList();
        if (who.roles() != null
                || who.claims() != null
                || who.name().equals(Caller.ANONYMOUS.name())
                || keys.contains(who.name())) {
            return true;
        }
        String near = Shown.suggestion(who.name(), keys);
        problems.error(
                test.position(),
                path,
                "there is no key " + Shown.quoted(who.name()) + " in the configuration",
                (near.isEmpty() ? "" : near + " ") + "Name the `roles` of a stored key, or the `claims` of a token.");
        return false;
    }

    private void rule(RuleTest test, String path) {
        String rule = test.expected().rule();
        if (!rule.isEmpty()) {
            List<String> rules = configuration.auth().rules().rules().stream()
                    .map(Rule::name)
                    .toList();
            known(test, path, "rule", rule, rules);
        }
    }

    private void known(RuleTest test, String path, String what, String name, List<String> all) {
        if (!all.contains(name)) {
            String near = Shown.suggestion(name, all);
            problems.error(
                    test.position(),
                    path,
                    "there is no " + what + " " + Shown.quoted(name) + " in the configuration",
                    near.isEmpty() ? CORRECT : near);
        }
    }
}
