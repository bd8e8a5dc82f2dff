package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page that follows a call through the code names classes that there are, and the steps of the pipeline in the
/// order in which it takes them.
class FollowACallTest {
    private static final Path ROOT = ShownDocument.projectRoot();
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");
    private static final Pattern STEP = Pattern.compile("(?m)^\\d+\\. ([^\\n]*)");

    @Test
    void everyClassThatItNamesIsThere() throws IOException {
        Set<String> there = new HashSet<>();
        for (String modules : List.of("*/src/main/java", "{doors,systems}/*/src/main/java")) {
            PathMatcher matcher = ROOT.getFileSystem().getPathMatcher("glob:" + ROOT + "/" + modules);
            try (Stream<Path> folders = Files.find(ROOT, 5, (path, facts) -> matcher.matches(path))) {
                for (Path folder : folders.toList()) {
                    there.addAll(classes(folder));
                }
            }
        }
        assertThat(named(page()))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(there).contains(name));
    }

    @Test
    void theStepsStandInTheOrderOfThePipeline() throws IOException {
        String pipeline =
                Files.readString(ROOT.resolve("gateway/src/main/java/io/gatehouse/gateway/call/CallPipeline.java"));
        String calls = between(pipeline, "calls = Way.of(", ";")
                .replace("awaitLists", "AwaitLists")
                .replace("oversight.guard().admit()", "Decide")
                .replace("oversight.guard().consider()", "Decide")
                .replace("oversight.guard().take()", "TakeCall")
                .replace("oversight.guard().reach()", "CountReach")
                .replace("note", "Note");
        List<String> steps = new ArrayList<>();
        Matcher step = Pattern.compile("\\b[A-Z]\\w+").matcher(calls.replace("Way.of", ""));
        while (step.find()) {
            steps.add(step.group());
        }
        String section = between(page(), "## Along the pipeline", "## To the server and back");
        List<String> told = new ArrayList<>();
        Matcher line = STEP.matcher(section);
        while (line.find()) {
            told.add(named(line.group(1)).getFirst());
        }
        assertThat(told).isEqualTo(steps);
    }

    @Test
    void itsLinesAreNumberedWithoutGaps() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)^(\\d+)\\. ").matcher(page());
        while (line.find()) {
            numbers.add(Integer.valueOf(line.group(1)));
        }
        for (int index = 0; index < numbers.size(); index++) {
            assertThat(numbers.get(index)).isEqualTo(index + 1);
        }
        assertThat(numbers).hasSizeGreaterThan(10);
    }

    private static Set<String> classes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/follow-a-call.md"));
    }

    private static List<String> named(String text) {
        List<String> names = new ArrayList<>();
        Matcher name = CLASS.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        int end = text.indexOf(to, start + from.length());
        assertThat(start).as(from).isNotNegative();
        assertThat(end).as(to).isPositive();
        return text.substring(start + from.length(), end);
    }
}
