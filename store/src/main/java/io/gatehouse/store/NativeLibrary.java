package io.gatehouse.store;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.sqlite.SQLiteDataSource;

/// SQLite's library, where the build has unpacked it: in the folder `native` beside the driver's jar. Elsewhere the
/// driver unpacks it into the folder for temporary files, each time a program starts.
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(Store.class.getName());
    private static final String FOLDER = "native";
    private static final String PROPERTY = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /// Has the driver load the unpacked library. Does nothing when a folder was chosen already.
    static void use() {
        CodeSource source = SQLiteDataSource.class.getProtectionDomain().getCodeSource();
        if (source == null || System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            Path unpacked = Path.of(source.getLocation().toURI()).resolveSibling(FOLDER);
            if (Files.isDirectory(unpacked)) {
                System.setProperty(PROPERTY, unpacked.toString());
            }
        } catch (URISyntaxException | IllegalArgumentException noFile) {
            LOG.log(System.Logger.Level.DEBUG, "The driver of SQLite is in no file.", noFile);
        }
    }
}
