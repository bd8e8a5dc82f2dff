package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever is matched with a regular expression of the program, it takes time in proportion to the text.
@Isolated
class PatternTimeFuzzTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /// Far more than a text takes in one go, and far less than one that is tried in every way.
    private static final long MOST_NANOS = 250_000_000;

    /// Where texts are searched and not only compared as a whole.
    private static final Set<String> SEARCHED = Set.of(
            ".Secrets.",
            ".Shown.",
            ".StderrReader.",
            ".MessageEdges.",
            ".ArgumentNames.",
            ".UriTemplate.",
            ".ClientServer.");

    private static final Map<String, Pattern> PATTERNS = patterns();

    @FuzzTest(maxDuration = "20s")
    void matchingTakesNoTime(FuzzedDataProvider data) {
        String repeated = data.consumeString(data.consumeInt(1, 8));
        int times = data.consumeInt(0, 2_000);
        String text = data.consumeString(20) + repeated.repeat(times) + data.consumeRemainingAsString();
        PATTERNS.forEach((where, pattern) -> {
            long began = THREADS.getCurrentThreadCpuTime();
            boolean whole = pattern.matcher(text).matches();
            if (SEARCHED.stream().anyMatch(where::contains)) {
                assertThat(pattern.matcher(text).find()).as(where).isIn(true, whole);
            }
            assertThat(THREADS.getCurrentThreadCpuTime() - began)
                    .as(where + " with " + text.length() + " characters")
                    .isLessThan(MOST_NANOS);
        });
    }

    /// Those that are constants, by where they stand.
    private static Map<String, Pattern> patterns() {
        Map<String, Pattern> all = new LinkedHashMap<>();
        for (String name : classes()) {
            try {
                Class<?> type = Class.forName(name, false, PatternTimeFuzzTest.class.getClassLoader());
                for (Field field : type.getDeclaredFields()) {
                    if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        all.put(name + "." + field.getName(), (Pattern) field.get(null));
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(name, e);
            }
        }
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    /// Of the program, without its tests.
    private static List<String> classes() {
        List<String> names = new ArrayList<>();
        try {
            for (URL root :
                    Collections.list(PatternTimeFuzzTest.class.getClassLoader().getResources("io/gatehouse"))) {
                URI place = URI.create(root.toString());
                if (place.getScheme().equals("jar")) {
                    try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                        names.addAll(classes(jar.getPath("/")));
                    }
                } else if (!place.getPath().contains("/test-classes/")) {
                    names.addAll(classes(Path.of(place).getParent().getParent()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static List<String> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("io/gatehouse"))) {
            return files.map(file -> root.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith(".class") && !name.contains("fixtures"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
    }
}
