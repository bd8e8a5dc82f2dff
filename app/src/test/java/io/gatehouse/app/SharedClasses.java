package io.gatehouse.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What processes of tests run from: this process's class path as jars, and an archive of the classes that a gateway
/// loads (class data sharing of the JDK), with which they start in half the time. Both are made at the first use.
final class SharedClasses {
    private static final Path FOLDER = Path.of("target", "shared-classes").toAbsolutePath();
    private static final int LIMIT_SECONDS = 120;

    private SharedClasses() {}

    /// The class path.
    static String classPath() {
        return Made.CLASS_PATH;
    }

    /// The options of Java that use the archive. Where it does not fit, classes are read from the jars.
    static List<String> options() {
        return List.of("-Xshare:auto", "-Xlog:disable", "-XX:SharedArchiveFile=" + Made.ARCHIVE);
    }

    private static final class Made {
        private static final String CLASS_PATH = jars();
        private static final Path ARCHIVE = archive();

        private static String jars() {
            try {
                return Jars.classPath(Files.createDirectories(FOLDER));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// A gateway that tests itself and exits has loaded what others load.
        private static Path archive() {
            Path archive = FOLDER.resolve("gateway.jsa");
            List<String> command = new ArrayList<>(Javas.quick());
            command.addAll(List.of(
                    "-XX:+UseSerialGC",
                    "-XX:ArchiveClassesAtExit=" + archive,
                    "-cp",
                    CLASS_PATH,
                    Main.class.getName(),
                    "up",
                    "--port",
                    "0",
                    "--data",
                    FOLDER.resolve("data").toString(),
                    "--exit-after-self-test"));
            try {
                Files.deleteIfExists(archive);
                Process run = new ProcessBuilder(command)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(FOLDER.resolve("archive.log").toFile())
                        .start();
                run.getOutputStream().close();
                if (!run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    run.destroyForcibly();
                }
                return archive;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
