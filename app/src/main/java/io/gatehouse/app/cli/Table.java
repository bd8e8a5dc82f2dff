package io.gatehouse.app.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows in columns, for people.
public final class Table {
    private static final int WIDEST = 48;

    private final List<List<String>> rows = new ArrayList<>();

    /// @param titles of the columns
    public Table(String... titles) {
        rows.add(List.of(titles));
    }

    /// Adds a row; its last cell may be of any length.
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /// The rows, one a line, columns two spaces apart.
    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns - 1; column++) {
                widths[column] = Math.max(
                        widths[column], Math.min(WIDEST, row.get(column).length()));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append(row.get(column));
                int missing = widths[column] - row.get(column).length();
                line.append(column == columns - 1 ? "" : " ".repeat(Math.max(0, missing) + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
