package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run measured: the targets, and tables of everything behind them.
final class Results {
    private final Map<Target, Double> measured = new EnumMap<>(Target.class);
    private final Map<Target, String> skipped = new EnumMap<>(Target.class);
    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    /// A fact about the run: the machine, a version, a setting.
    synchronized void fact(String name, String value) {
        facts.put(name, value);
    }

    /// A row of a table; its keys are the columns.
    synchronized void row(String table, Map<String, Object> row) {
        tables.computeIfAbsent(table, name -> new ArrayList<>()).add(row);
    }

    /// A target's value; of several the worst stays.
    synchronized void measured(Target target, double value) {
        measured.merge(target, value, target::worse);
    }

    /// Why a target has no value; one that has a value keeps it.
    synchronized void skipped(Target target, String reason) {
        skipped.putIfAbsent(target, reason);
    }

    /// `name, measured, goal, met or missed` of a target.
    List<String> verdict(Target target) {
        Double value = measured.get(target);
        String reason = skipped.get(target);
        if (value == null || reason != null) {
            return List.of(
                    target.title(),
                    "skipped",
                    target.goal(),
                    "missed (" + (reason == null ? "not measured" : reason) + ")");
        }
        return List.of(target.title(), target.text(value), target.goal(), target.met(value) ? "met" : "missed");
    }

    Map<Target, Double> measurements() {
        return measured;
    }

    Map<String, List<Map<String, Object>>> tables() {
        return tables;
    }

    Map<String, String> facts() {
        return facts;
    }
}
