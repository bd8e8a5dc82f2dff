package io.gatehouse.app;

import io.gatehouse.fixtures.RealServers;
import io.gatehouse.fixtures.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A gateway in front of the real servers, every one over each transport that it has.
final class RealPeers implements AutoCloseable {
    private final RunningServer everything = RealServers.startEverything();
    private final RunningServer everythingOverEvents = RealServers.startEverythingOverEvents();
    private final RunningServer dbhub = RealServers.startDbhub();
    private final TestGateway gateway;

    RealPeers(Path folder) throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("note.txt"), "remember this");
        gateway = TestGateway.start(folder, configuration(folder, files));
    }

    /// The reference server with nothing in between.
    URI everything() {
        return everything.endpoint();
    }

    /// DBHub with nothing in between.
    URI dbhub() {
        return dbhub.endpoint();
    }

    /// A path of the gateway.
    URI gateway(String path) {
        return gateway.address(path);
    }

    /// A file that the file server may read.
    Path note(Path folder) {
        return folder.resolve("files").resolve("note.txt");
    }

    @Override
    public void close() {
        gateway.close();
        everything.close();
        everythingOverEvents.close();
        dbhub.close();
    }

    private String configuration(Path folder, Path files) {
        return """
                servers:
                  everything: %s
                  everything-http: {url: "%s"}
                  everything-sse: {type: sse, url: "%s"}
                  everything-2024: %s
                  files: %s
                  memory: %s
                  dbhub: %s
                  dbhub-http: {url: "%s"}
                toolsets:
                  bare: {names: bare, servers: [everything]}
                  bare-http: {names: bare, servers: [everything-http]}
                  bare-sse: {names: bare, servers: [everything-sse]}
                  bare-2024: {names: bare, servers: [everything-2024]}
                  bare-dbhub: {names: bare, servers: [dbhub]}
                  bare-dbhub-http: {names: bare, servers: [dbhub-http]}
                  others: {names: bare, servers: [files, memory]}
                """.formatted(
                command(RealServers.everything(), ""),
                everything.endpoint(),
                everythingOverEvents.endpoint(),
                command(RealServers.everything2024(), ""),
                command(RealServers.filesystem(files), ""),
                command(RealServers.memory(), ", env: {MEMORY_FILE_PATH: \"" + folder.resolve("memory.jsonl") + "\"}"),
                command(RealServers.dbhub(), ""),
                dbhub.endpoint());
    }

    /// A server of a configuration file that is started by this command.
    static String command(List<String> command, String more) {
        String arguments = command.stream().skip(1).map(RealPeers::quoted).collect(Collectors.joining(", "));
        return "{command: " + quoted(command.getFirst()) + ", args: [" + arguments + "]" + more + "}";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
