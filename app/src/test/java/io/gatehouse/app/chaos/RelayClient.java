package io.gatehouse.app.chaos;

import io.gatehouse.app.chaos.OpenRequest.Ending;
import io.gatehouse.protocol.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client of `gatehouse stdio`, whose pipe nobody cuts: each of its requests gets an answer, and its subscription
/// lasts, whatever happens to the gateway behind.
final class RelayClient extends ChaosClient {
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Program program;
    private boolean begun;

    RelayClient(String name, Revision revision, List<String> servers, Book book, Path folder) throws IOException {
        super(name, revision, true, servers, book);
        program = new Program(folder, folder.resolve(name + ".log"), line -> received(JSON.readTree(line)), "stdio");
    }

    @Override
    Ending send(OpenRequest request, String method, @Nullable String target, String params)
            throws InterruptedException {
        write(message(request, method, params));
        Ending ending = request.ending.join();
        if (!(ending instanceof Ending.Answered)) {
            book().fault(name() + ": " + method + " " + request.id() + " got no answer");
        }
        return ending;
    }

    @Override
    void answer(String message) {
        write(message);
    }

    private void write(String message) {
        try {
            program.write(message);
        } catch (IOException ended) {
            book().fault(name() + " has ended by itself: " + ended);
        }
    }

    /// Only the first time: the relay renews it.
    @Override
    synchronized void listen() throws InterruptedException {
        if (begun) {
            return;
        }
        begun = true;
        if (revision().modern()) {
            // Once it has answered, it relays to the gateway; one that is started while there is none serves itself.
            request("server/discover", null, "");
            String uris = servers().stream()
                    .map(server -> "\"" + ChaosServer.uri(server) + "\"")
                    .collect(Collectors.joining(","));
            write(message(
                    begin(true),
                    "subscriptions/listen",
                    "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[" + uris + "]}"));
            return;
        }
        request("initialize", null, introduction());
        write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        subscribe();
    }

    @Override
    public void close() throws IOException {
        try {
            program.closeInput();
            if (!program.endsWithin(ENDING)) {
                book().fault(name() + " did not end with its input");
            } else if (program.status() != 0) {
                book().fault(name() + " ended with status " + program.status());
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            program.close();
        }
    }
}
