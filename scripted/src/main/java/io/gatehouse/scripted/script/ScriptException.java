package io.gatehouse.scripted.script;

import java.util.List;
import java.util.stream.Collectors;

/// A script that cannot be used. The message names everything that is wrong with it, one a line.
public final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<ScriptProblem> problems;

    ScriptException(List<ScriptProblem> problems) {
        super(problems.stream().map(ScriptProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, in the order of the file; at least one.
    public List<ScriptProblem> problems() {
        return problems;
    }
}
