package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes what was measured as Markdown, as JSON and as one line a target.
final class Report {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String area;
    private final Results results;

    Report(String area, Results results) {
        this.area = area;
        this.results = results;
    }

    /// Writes `NAME.md` and `NAME.json` into a folder.
    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("facts", results.facts());
        all.put("targets", results.targets().stream().map(this::target).toList());
        all.put("tables", results.tables());
        Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(all) + "\n");
    }

    /// `name, measured, goal, met or missed`, a line each.
    String lines() {
        StringBuilder text = new StringBuilder();
        for (Target target : results.targets()) {
            text.append(String.format(
                    "%-58s %-28s %-18s %s%n", results.verdict(target).toArray()));
        }
        return text.toString();
    }

    private Map<String, Object> target(Target target) {
        Map<String, Object> json = new LinkedHashMap<>();
        List<String> verdict = results.verdict(target);
        json.put("name", target.title());
        json.put("measured", results.measurements().get(target));
        json.put("goal", target.goal().text());
        json.put("verdict", verdict.getLast());
        return json;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# bench/run " + area + "\n\n");
        results.facts()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        text.append("\n## Targets\n\n");
        row(text, List.of("target", "measured", "goal", "verdict"));
        row(text, List.of("---", "---", "---", "---"));
        for (Target target : results.targets()) {
            row(text, results.verdict(target));
        }
        results.tables().forEach((title, rows) -> table(text, title, rows));
        return text.toString();
    }

    private static void table(StringBuilder text, String title, List<Map<String, Object>> rows) {
        text.append("\n## ").append(title).append("\n\n");
        Set<String> columns = rows.getFirst().keySet();
        row(text, List.copyOf(columns));
        row(text, columns.stream().map(column -> "---").toList());
        for (Map<String, Object> row : rows) {
            row(
                    text,
                    columns.stream()
                            .map(column -> String.valueOf(row.getOrDefault(column, "")))
                            .toList());
        }
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
