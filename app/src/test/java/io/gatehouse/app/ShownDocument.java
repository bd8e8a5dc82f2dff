package io.gatehouse.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Markdown document of the project, taken apart.
///
/// @param name its path below the root
record ShownDocument(Path root, String name, List<String> lines) {
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

    /// A fenced block.
    ///
    /// @param line where its text begins, counted from 1
    record Block(String document, int line, String language, String text) {
        @Override
        public String toString() {
            return document + ":" + line;
        }
    }

    /// The folder that holds the launcher.
    static Path projectRoot() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("gatehouse")) && Files.exists(at.resolve("README.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("the project is in no folder above the working directory");
    }

    /// README.md and all of `docs/`, or only what tells users how to do things.
    static List<ShownDocument> all(Path root, boolean guideOnly) throws IOException {
        List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(root.resolve(guideOnly ? "docs/guide" : "docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        List<ShownDocument> documents = new ArrayList<>();
        for (Path file : files) {
            String name = root.relativize(file).toString();
            documents.add(new ShownDocument(root, name, Files.readAllLines(file)));
        }
        return documents;
    }

    /// Its fenced blocks, in order.
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        StringBuilder text = null;
        String language = "";
        int first = 0;
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (!line.startsWith("```")) {
                if (text != null) {
                    text.append(line).append('\n');
                }
            } else if (text == null) {
                language = line.substring(3).strip();
                first = at + 2;
                text = new StringBuilder();
            } else {
                blocks.add(new Block(name, first, language, text.toString()));
                text = null;
            }
        }
        if (text != null) {
            throw new IllegalStateException(name + ": a block is not closed");
        }
        return blocks;
    }

    /// What stands between back-quotes outside of blocks.
    List<String> inlineCode() {
        return matches(CODE);
    }

    /// Where its links lead.
    List<String> links() {
        return matches(LINK);
    }

    /// What links name its headings by.
    List<String> anchors() {
        return lines.stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    private List<String> matches(Pattern pattern) {
        List<String> found = new ArrayList<>();
        boolean block = false;
        for (String line : lines) {
            block ^= line.startsWith("```");
            Matcher matcher = pattern.matcher(line);
            while (!block && matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }
}
