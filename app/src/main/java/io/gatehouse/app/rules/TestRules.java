package io.gatehouse.app.rules;

import io.gatehouse.app.cli.Action;
import io.gatehouse.app.cli.CommandException;
import io.gatehouse.app.cli.ConfigurationOptions;
import io.gatehouse.app.cli.ExitCode;
import io.gatehouse.app.cli.Terminal;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.RuleTest;
import io.gatehouse.app.config.RuleTestFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        header = "Run the tests of rules in a file.",
        description =
                "Needs no server. Looks at rules only, not at roles. Exits with 1 when a test fails, 3 when a file is wrong,"
                        + " 2 when there is no configuration.",
        footer = {"", "Examples:", "  gatehouse policy test", "  gatehouse policy test refunds.yaml --json"})
final class TestRules implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "File of tests. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("policy-tests.yaml");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    TestRules(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException {
        Configuration configuration = options.loader(terminal).load();
        if (configuration.sample()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "There is no gatehouse.yaml in this folder whose rules could be tested. Name the file with --config.");
        }
        List<RuleTest> tests = RuleTestFile.read(file);
        TestNames.require(tests, configuration, file);
        List<RuleTestResult> results = tests.stream()
                .map(test -> RuleTestResult.of(test, configuration.auth()))
                .toList();
        long failed = results.stream().filter(result -> !result.passed()).count();
        if (json) {
            terminal.out()
                    .println(results.stream().map(RuleTestResult::json).collect(Collectors.joining(",", "[", "]")));
        } else {
            results.forEach(result -> terminal.out().println(result.text()));
            terminal.out()
                    .println(results.size() + (results.size() == 1 ? " test, " : " tests, ") + failed + " failed");
        }
        return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
