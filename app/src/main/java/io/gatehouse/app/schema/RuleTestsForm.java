package io.gatehouse.app.schema;

import io.gatehouse.app.config.RuleTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of rule tests.
public final class RuleTestsForm extends Form<List<RuleTest>> {
    private final Field<List<RuleTest>> tests = field("tests", Kinds.list(new RuleTestForm()), "The tests.");

    /// Reads files of rule tests.
    public RuleTestsForm() {
        super("Tests of rules.");
    }

    @Override
    @Nullable
    List<RuleTest> build(Values values) {
        List<RuleTest> all = values.require(tests, "List them under `tests`.");
        if (all != null && all.isEmpty() && !values.broken()) {
            values.error(tests, "is empty", "List at least one test.");
        }
        return all;
    }
}
