package io.gatehouse.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The completion script of bash, run by bash. The program that it asks passes the question to this process, which
/// saves a start of Java for each.
final class BashCompletion implements AutoCloseable {
    private final ServerSocket questions = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Path program;
    private final Path script;

    BashCompletion(Path folder) throws IOException {
        script = Files.writeString(
                folder.resolve("completion.bash"), Run.of("completion", "bash").out());
        program = Files.writeString(folder.resolve("gatehouse"), """
                #!/usr/bin/env bash
                exec 3<>/dev/tcp/127.0.0.1/%d
                printf '%%s\\n' $# "$@" >&3
                cat <&3
                """.formatted(questions.getLocalPort()));
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + program);
        }
        Thread.ofPlatform().daemon().start(this::answer);
    }

    /// What the last word of a command line may become.
    ///
    /// @param before the words before it, each with a space behind it
    /// @param pieces the parts into which bash splits the word
    List<String> of(String before, String... pieces) throws Exception {
        String line = program + " " + before + String.join("", pieces);
        String words = program + " " + before + "'" + String.join("' '", pieces) + "'";
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ));"
                                + " COMP_LINE='" + line + "'; COMP_POINT=${#COMP_LINE}; _gatehouse;"
                                + " for each in \"${COMPREPLY[@]}\"; do echo \"$each\"; done")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!bash.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("bash does not end");
        }
        return said.lines().toList();
    }

    private void answer() {
        while (true) {
            try (Socket asked = questions.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.UTF_8));
                List<String> arguments = new ArrayList<>();
                int count = Integer.parseInt(in.readLine());
                while (arguments.size() < count) {
                    arguments.add(in.readLine());
                }
                OutputStream out = asked.getOutputStream();
                out.write(Run.of(arguments.toArray(String[]::new)).out().getBytes(StandardCharsets.UTF_8));
            } catch (SocketException closed) {
                return;
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    @Override
    public void close() throws IOException {
        questions.close();
    }
}
