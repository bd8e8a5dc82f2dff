package io.gatehouse.app;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// nginx with a configuration of the guide.
final class RunningNginx implements AutoCloseable {
    /// The program; null where it is not installed.
    static final @Nullable Path PROGRAM = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);

    private final Process process;

    private RunningNginx(Process process) {
        this.process = process;
    }

    /// What the documents show in their blocks for nginx, by number.
    static String shown(int number) throws IOException {
        List<String> blocks = ShownDocument.all(ShownDocument.projectRoot(), true).stream()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> block.language().equals("nginx"))
                .map(ShownDocument.Block::text)
                .toList();
        return blocks.get(number);
    }

    /// Starts it and waits until it listens.
    ///
    /// @param http the blocks inside of `http`
    static RunningNginx start(Path folder, int port, String http) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                %s
                }
                """.formatted(http));
        RunningNginx nginx = new RunningNginx(
                new ProcessBuilder(String.valueOf(PROGRAM), "-p", folder.toString(), "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx.log").toFile())
                        .start());
        Patience.until("nginx listens", () -> listens(port));
        return nginx;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
