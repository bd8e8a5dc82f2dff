package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// NOTICE names the libraries that are shipped, no more and no less.
class NoticeTest {
    private static final Path ROOT = ShownDocument.projectRoot();
    private static final Pattern LINE = Pattern.compile("(?m)^([a-z0-9-]+(?:\\.[a-z0-9-]+)+) +(\\S.*\\S) {2,}(\\S.*)$");
    /// Is part of a module of the project.
    private static final String COMPILED = "info.picocli";

    @Test
    void everyLibraryThatIsShippedIsNamed() throws Exception {
        List<String> folders = folders();
        assertThat(shipped())
                .hasSizeGreaterThan(50)
                .allSatisfy(jar -> assertThat(folders).anyMatch(jar::contains));
    }

    @Test
    void everyLibraryThatIsNamedIsShipped() throws Exception {
        List<String> shipped = shipped();
        assertThat(folders())
                .filteredOn(folder -> !folder.equals(folder(COMPILED)))
                .allSatisfy(folder -> assertThat(shipped).anyMatch(jar -> jar.contains(folder)));
        assertThat(Files.readString(ROOT.resolve("app/picocli/pom.xml"))).contains("<groupId>" + COMPILED + "<");
    }

    /// The jars of the class path, as the build resolved it.
    private static List<String> shipped() throws Exception {
        String path = Files.readString(ROOT.resolve("app/target/shipped"));
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path.strip())
                .map(jar -> jar.replace(File.separatorChar, '/'))
                .toList();
    }

    private static List<String> folders() throws Exception {
        return LINE.matcher(Files.readString(ROOT.resolve("NOTICE")))
                .results()
                .map((MatchResult line) -> folder(line.group(1)))
                .toList();
    }

    private static String folder(String group) {
        return "/" + group.replace('.', '/') + "/";
    }
}
