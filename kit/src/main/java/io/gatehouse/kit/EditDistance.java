package io.gatehouse.kit;

/// How far two spellings are apart.
public final class EditDistance {
    private EditDistance() {}

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one text to the other. Takes time
    /// for each pair of their letters.
    public static int between(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            last[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            row[0] = line;
            for (int column = 1; column <= other.length(); column++) {
                boolean same = one.charAt(line - 1) == other.charAt(column - 1);
                row[column] =
                        Math.min(Math.min(row[column - 1] + 1, last[column] + 1), last[column - 1] + (same ? 0 : 1));
                if (line > 1
                        && column > 1
                        && one.charAt(line - 1) == other.charAt(column - 2)
                        && one.charAt(line - 2) == other.charAt(column - 1)) {
                    row[column] = Math.min(row[column], beforeLast[column - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[other.length()];
    }
}
