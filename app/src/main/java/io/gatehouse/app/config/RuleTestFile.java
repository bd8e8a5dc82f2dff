package io.gatehouse.app.config;

import io.gatehouse.app.schema.RuleTestsForm;
import java.nio.file.Path;
import java.util.List;

/// Reads a file of rule tests.
public final class RuleTestFile {
    private static final RuleTestsForm FORM = new RuleTestsForm();

    private RuleTestFile() {}

    /// The tests in a file.
    ///
    /// @throws ConfigurationException with everything that is wrong
    public static List<RuleTest> read(Path file) throws ConfigurationException {
        Problems problems = new Problems();
        Source source = Source.of(file);
        byte[] bytes = ConfigurationLoader.contents(file, Position.of(source), "", "", problems);
        Node document =
                bytes == null ? null : DocumentReader.own(source, problems).read(bytes);
        List<RuleTest> tests = document == null ? null : FORM.read(document, "", problems);
        if (tests == null || problems.failed()) {
            throw new ConfigurationException(problems.errors(), List.of(file), "");
        }
        return tests;
    }
}
