package io.gatehouse.upstream;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.HeaderParameters;
import io.gatehouse.protocol.InvalidHeaderParameterException;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.OwnerFile;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.repair.Definition;
import io.gatehouse.upstream.repair.EntryKind;
import io.gatehouse.upstream.repair.EntryRepair;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.SettingsDigest;
import io.gatehouse.upstream.transport.Era;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The lists and the era of one server as last known, in a file of the data folder. Written whole and
/// renamed; what cannot be read, or was written with other settings, counts as nothing.
final class SnapshotFile {
    private static final System.Logger LOG = System.getLogger(SnapshotFile.class.getName());

    private final @Nullable Path file;
    private final String digest;

    private SnapshotFile(@Nullable Path file, String digest) {
        this.file = file;
        this.digest = digest;
    }

    /// The file of a server in a folder, which is made when it is not there.
    static SnapshotFile in(Path folder, ServerSettings settings) {
        return in(folder, settings, 0);
    }

    /// The file of one of a server's addresses.
    ///
    /// @param index which, from 0
    static SnapshotFile in(Path folder, ServerSettings settings, int index) {
        String safe = settings.name().replaceAll("[^A-Za-z0-9_-]", "_");
        String suffix =
                safe.equals(settings.name()) && safe.length() <= 64 ? "" : "-" + SettingsDigest.of(settings.name());
        String which = index == 0 ? "" : "~" + (index + 1);
        Path file = folder.resolve(safe.substring(0, Math.min(safe.length(), 64)) + suffix + which + ".json");
        return new SnapshotFile(file.toAbsolutePath(), SettingsDigest.of(settings));
    }

    /// No file: nothing is kept.
    static SnapshotFile none() {
        return new SnapshotFile(null, "");
    }

    /// What was kept.
    record Kept(Era era, Snapshot snapshot) {}

    @Nullable
    Kept read() {
        if (file == null) {
            return null;
        }
        try {
            ObjectView kept = ObjectView.read(Slice.of(Files.readAllBytes(file)));
            String era = kept.string("era");
            if (!digest.equals(kept.string("digest")) || era == null) {
                return null;
            }
            return new Kept(Era.valueOf(era), snapshot(kept));
        } catch (java.nio.file.NoSuchFileException none) {
            return null;
        } catch (IOException | MalformedJsonException | IllegalArgumentException unreadable) {
            LOG.log(System.Logger.Level.WARNING, file + " cannot be read and is ignored: " + unreadable.getMessage());
            return null;
        }
    }

    void write(Era era, Snapshot snapshot) {
        if (file == null) {
            return;
        }
        try {
            OwnerFile.write(file, json(era, snapshot));
        } catch (IOException unwritable) {
            LOG.log(System.Logger.Level.WARNING, file + " cannot be written: " + unwritable.getMessage());
        }
    }

    private byte[] json(Era era, Snapshot snapshot) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
        Revision revision = snapshot.revision();
        text(out, "{\"digest\":" + Json.quote(digest) + ",\"era\":\"" + era + "\",\"revision\":");
        text(out, revision == null ? "null" : Json.quote(revision.id()));
        text(out, ",\"serverInfo\":");
        ObjectView info = snapshot.serverInfo();
        text(out, info == null ? "null" : info.whole().text());
        text(out, ",\"capabilities\":" + snapshot.capabilities().whole().text());
        text(out, ",\"instructions\":" + Snapshot.quoted(snapshot.instructions()));
        text(out, ",\"ttlMillis\":" + snapshot.ttlMillis());
        text(out, ",\"cacheScope\":" + Json.quote(snapshot.cacheScope().wire()));
        warnings(out, snapshot.warnings());
        list(out, "tools", snapshot.tools());
        list(out, "resources", snapshot.resources());
        list(out, "templates", snapshot.templates());
        list(out, "prompts", snapshot.prompts());
        out.write('}');
        return out.toByteArray();
    }

    private static void warnings(ByteArrayOutputStream out, List<ServerWarning> warnings) {
        StringJoiner all = new StringJoiner(",", ",\"warnings\":[", "]");
        for (ServerWarning warning : warnings) {
            all.add("{\"entry\":" + Json.quote(warning.entry()) + ",\"problem\":" + Json.quote(warning.problem())
                    + ",\"action\":" + Json.quote(warning.action()) + "}");
        }
        text(out, all.toString());
    }

    private static void list(ByteArrayOutputStream out, String name, List<Listed> entries) {
        text(out, ",\"" + name + "\":[");
        for (int index = 0; index < entries.size(); index++) {
            Listed entry = entries.get(index);
            text(out, index == 0 ? "" : ",");
            text(
                    out,
                    "{\"key\":" + Json.quote(entry.key()) + ",\"mirrored\":"
                            + !entry.headers().isEmpty());
            text(out, ",\"definition\":");
            Slice definition = entry.definition().whole();
            out.write(definition.array(), definition.offset(), definition.length());
            out.write('}');
        }
        out.write(']');
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Snapshot snapshot(ObjectView kept) throws MalformedJsonException {
        String revision = kept.string("revision");
        ObjectView capabilities = kept.object("capabilities");
        Long ttl = kept.integer("ttlMillis");
        return new Snapshot(
                revision == null ? null : Revision.of(revision).orElse(null),
                kept.object("serverInfo"),
                capabilities == null ? ClientFace.NO_CAPABILITIES : capabilities,
                kept.string("instructions"),
                entries(kept, "tools", EntryKind.TOOL),
                entries(kept, "resources", EntryKind.RESOURCE),
                entries(kept, "templates", EntryKind.TEMPLATE),
                entries(kept, "prompts", EntryKind.PROMPT),
                ttl == null ? 0 : Math.max(0, ttl),
                CacheScope.of(kept.string("cacheScope")),
                warnings(kept),
                true);
    }

    private static List<ServerWarning> warnings(ObjectView kept) throws MalformedJsonException {
        Slice array = kept.get("warnings");
        List<ServerWarning> warnings = new ArrayList<>();
        for (Slice element : array == null ? List.<Slice>of() : Json.elements(array)) {
            ObjectView warning = ObjectView.read(element);
            String entry = warning.string("entry");
            String problem = warning.string("problem");
            String action = warning.string("action");
            if (entry != null && problem != null && action != null) {
                warnings.add(new ServerWarning(entry, problem, action));
            }
        }
        return warnings;
    }

    private static List<Listed> entries(ObjectView kept, String name, EntryKind kind) throws MalformedJsonException {
        Slice array = kept.get(name);
        List<Listed> entries = new ArrayList<>();
        boolean modern = Revision.NEWEST.id().equals(kept.string("revision"));
        for (Slice element : array == null ? List.<Slice>of() : Json.elements(array)) {
            ObjectView entry = ObjectView.read(element);
            String key = entry.string("key");
            ObjectView definition = entry.object("definition");
            if (key != null && definition != null) {
                // Mended again: what is in the file may be older than what is mended now.
                Definition mended = EntryRepair.of(kind, definition.whole(), modern);
                if (mended != null) {
                    entries.add(new Listed(
                            key,
                            mended.modern(),
                            mended.legacy(),
                            mended.wrapsOutput(),
                            headers(entry, mended.modern())));
                }
            }
        }
        return entries;
    }

    private static List<HeaderParameter> headers(ObjectView entry, ObjectView definition) {
        try {
            return entry.isTrue("mirrored") ? HeaderParameters.of(definition.object("inputSchema")) : List.of();
        } catch (InvalidHeaderParameterException invalid) {
            return List.of();
        }
    }
}
