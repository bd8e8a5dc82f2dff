package io.gatehouse.app;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command of a shell block.
///
/// @param place the document and the line where its block begins
/// @param words its words, without quotes
/// @param target the file that its output goes to, or null
record ShownCommand(
        String place, List<String> words, @Nullable String target) {
    /// The commands of a block: words, both kinds of quotes, comments, lines that go on, `>`. Nothing else is
    /// understood, and so nothing else may be shown.
    static List<ShownCommand> of(ShownDocument.Block block) {
        List<ShownCommand> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        String text = block.text();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                word = word == null ? new StringBuilder() : word;
                quote = c;
            } else if (c == '\\' && text.startsWith("\\\n", at)) {
                at++;
            } else if (c == '#' && word == null) {
                at = text.indexOf('\n', at) - 1;
            } else if (c == ' ' || c == '\n') {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                if (c == '\n' && !words.isEmpty()) {
                    commands.add(command(block, words));
                    words = new ArrayList<>();
                }
            } else if ("|&;<$`(){}*?~\\".indexOf(c) >= 0) {
                throw new IllegalStateException(block + ": the test does not understand " + c + " in " + text);
            } else {
                word = word == null ? new StringBuilder() : word;
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalStateException(block + ": a quote is not closed");
        }
        return commands;
    }

    private static ShownCommand command(ShownDocument.Block block, List<String> words) {
        int redirect = words.indexOf(">");
        return redirect < 0
                ? new ShownCommand(block.toString(), words, null)
                : new ShownCommand(block.toString(), words.subList(0, redirect), words.get(redirect + 1));
    }

    /// What is run: `./gatehouse`, `curl`, …
    String program() {
        return words.getFirst();
    }

    /// The words after the program.
    List<String> arguments() {
        return words.subList(1, words.size());
    }

    /// The command with another text in the place of one.
    ShownCommand with(String text, String other) {
        return new ShownCommand(
                place, words.stream().map(word -> word.replace(text, other)).toList(), target);
    }

    @Override
    public String toString() {
        return place + " " + String.join(" ", words);
    }
}
