package io.gatehouse.app.cli;

import io.gatehouse.app.observe.Failures;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.seal.OwnerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway that runs on a data folder, as its file `gateway.json` says: how other commands of the same user find
/// it. Only that user can read the file.
///
/// @param endpoint where it listens, `/mcp` included
/// @param pid its process
/// @param started when that process began, milliseconds since the epoch, so that a number used again is not taken for
/// it
/// @param key admits this user's commands
/// @param certificate what it shows on TLS, or null
public record RunningGateway(
        URI endpoint,
        long pid,
        long started,
        String key,
        @Nullable Path certificate) {
    private static final String FILE = "gateway.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    /// This process, listening at an endpoint.
    public static RunningGateway here(URI endpoint, String key, @Nullable Path certificate) {
        ProcessHandle self = ProcessHandle.current();
        return new RunningGateway(endpoint, self.pid(), started(self), key, certificate);
    }

    /// The gateway that runs on the folder now; empty when none does, a file left behind included.
    ///
    /// @throws CommandException when the file is there and cannot be read
    public static Optional<RunningGateway> find(Path data) {
        RunningGateway written;
        try {
            written = read(Files.readAllBytes(data.resolve(FILE)));
        } catch (NoSuchFileException | JacksonException | IllegalArgumentException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "It is not known whether a gateway runs on " + data + ": " + Failures.ofFiles(unreadable)
                            + " Run this command as the user who started the gateway, or give another folder with"
                            + " --data.");
        }
        return ProcessHandle.of(written.pid)
                .filter(process -> process.isAlive() && started(process) == written.started)
                .map(process -> written);
    }

    /// Writes the file, in one step and for this user only.
    public void write(Path data) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("endpoint", endpoint.toString());
        content.put("pid", pid);
        content.put("started", started);
        content.put("key", key);
        if (certificate != null) {
            content.put("certificate", certificate.toString());
        }
        OwnerFile.write(data.resolve(FILE), MAPPER.writeValueAsBytes(content));
    }

    /// Removes the file if it is still this gateway's.
    public void remove(Path data) {
        try {
            if (equals(read(Files.readAllBytes(data.resolve(FILE))))) {
                Files.delete(data.resolve(FILE));
                Files.deleteIfExists(data.resolve(KeptCertificate.FILE));
            }
        } catch (IOException | JacksonException | IllegalArgumentException gone) {
            // A file left behind is recognised by its process.
        }
    }

    /// What a command ends with that had no answer from it.
    public CommandException unanswered(HttpFailure failed) {
        boolean gone = failed.kind() == HttpFailure.Kind.CONNECT
                || failed.kind() == HttpFailure.Kind.CLOSED
                || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
        return gone
                ? stopped()
                : new CommandException(
                        ExitCode.UNREACHABLE,
                        "The gateway " + this + " does not answer: " + failed.getMessage()
                                + ". Stop it and start it again.");
    }

    /// What a command ends with that met a gateway at its end.
    static CommandException stopped() {
        return new CommandException(ExitCode.UNREACHABLE, "The gateway stopped. Start it with `gatehouse up`.");
    }

    /// Without the key.
    @Override
    public String toString() {
        return endpoint + " (process " + pid + ")";
    }

    private static RunningGateway read(byte[] json) {
        JsonNode node = MAPPER.readTree(json);
        JsonNode certificate = node.get("certificate");
        return new RunningGateway(
                URI.create(node.path("endpoint").asString("")),
                node.path("pid").asLong(-1),
                node.path("started").asLong(-1),
                node.path("key").asString(""),
                certificate == null ? null : Path.of(certificate.asString("")));
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
