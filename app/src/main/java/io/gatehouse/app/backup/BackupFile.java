package io.gatehouse.app.backup;

import io.gatehouse.seal.OwnerFile;
import io.gatehouse.store.StoreFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// A backup: a zip file with the store, and with the keys under a passphrase where they are wanted.
record BackupFile(Path path) {
    private static final String KEYS = "keys.sealed";
    private static final int MOST_KEY_BYTES = 1 << 20;

    /// Writes it in one step, readable by its owner only.
    ///
    /// @param store a copy of the store
    /// @param keys the keys, sealed; null to leave them out
    void write(Path store, byte @Nullable [] keys) throws IOException {
        Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        OwnerFile.create(fresh);
        try {
            try (OutputStream file = Files.newOutputStream(fresh);
                    ZipOutputStream zip = new ZipOutputStream(file)) {
                zip.putNextEntry(new ZipEntry(StoreFile.NAME));
                Files.copy(store, zip);
                if (keys != null) {
                    zip.putNextEntry(new ZipEntry(KEYS));
                    zip.write(keys);
                }
            }
            Files.move(fresh, path);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Writes the store in it to a file.
    ///
    /// @throws ZipException when this is no backup
    void extract(Path store) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            ZipEntry entry = entry(zip, StoreFile.NAME);
            OwnerFile.create(store);
            if (entry.getSize() > Files.getFileStore(store).getUsableSpace()) {
                throw new IOException("There is not enough space on the disk of " + store.getParent() + ".");
            }
            try (InputStream content = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(store)) {
                content.transferTo(out);
            }
        }
    }

    /// The sealed keys in it; null when there are none.
    byte @Nullable [] keys() throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.getEntry(KEYS) == null) {
                return null;
            }
            try (InputStream content = zip.getInputStream(entry(zip, KEYS))) {
                return content.readNBytes(MOST_KEY_BYTES);
            }
        }
    }

    private static ZipEntry entry(ZipFile zip, String name) throws ZipException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ZipException("there is no " + name + " in it");
        }
        return entry;
    }
}
