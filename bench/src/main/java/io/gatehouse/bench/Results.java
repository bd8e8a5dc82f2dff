package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run measured: the targets, and tables of everything behind them. Any thread may use it.
final class Results {
    private final List<Target> targets;
    private final Map<Target, Spread> measured = new LinkedHashMap<>();
    private final Map<Target, String> skipped = new LinkedHashMap<>();
    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    /// @param targets all that the run is to give a value
    Results(List<? extends Target> targets) {
        this.targets = new ArrayList<>(targets);
    }

    /// A fact about the run: the machine, a version, a setting.
    synchronized void fact(String name, String value) {
        facts.put(name, value);
    }

    /// A row of a table; its keys are the columns.
    synchronized void row(String table, Map<String, Object> row) {
        tables.computeIfAbsent(table, name -> new ArrayList<>()).add(row);
    }

    /// A target's value; of several the worst stays.
    void measured(Target target, double value) {
        measured(target, Spread.of(value));
    }

    /// A target's value in several rounds; of several measurements the one with the worst median stays.
    synchronized void measured(Target target, Spread rounds) {
        measured.merge(target, rounds, target.goal()::worse);
    }

    /// Why a target has no value, whatever was measured before.
    synchronized void skipped(Target target, String reason) {
        skipped.putIfAbsent(target, reason);
    }

    /// Nobody asked for these targets.
    synchronized void leftOut(List<Target> others) {
        targets.removeAll(others);
    }

    /// The targets that were asked for.
    synchronized List<Target> targets() {
        return List.copyOf(targets);
    }

    /// `name, measured, goal, met or missed` of a target.
    synchronized List<String> verdict(Target target) {
        Spread value = measured.get(target);
        String reason = skipped.get(target);
        Goal goal = target.goal();
        if (value == null || reason != null) {
            return List.of(
                    target.title(),
                    "skipped",
                    goal.text(),
                    "missed (" + (reason == null ? "not measured" : reason) + ")");
        }
        return List.of(target.title(), goal.text(value), goal.text(), goal.verdict(value));
    }

    Map<Target, Spread> measurements() {
        return measured;
    }

    Map<String, List<Map<String, Object>>> tables() {
        return tables;
    }

    Map<String, String> facts() {
        return facts;
    }
}
