package io.gatehouse.app.cli;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A client of a toolset for commands, which waits for each answer.
public final class McpClient {
    private static final int MOST_PAGES = 10_000;

    private final Handler handler;
    private final Consumer<Response> checked;

    McpClient(Handler handler) {
        this(handler, answer -> {});
    }

    /// @param checked hears each answer first; what it throws is thrown in place of the answer
    McpClient(Handler handler, Consumer<Response> checked) {
        this.handler = handler;
        this.checked = checked;
    }

    /// All entries of a list, page by page.
    ///
    /// @param method `tools/list` or `prompts/list`
    /// @param key where the result has them: `tools` or `prompts`
    /// @throws CommandException when they cannot be listed
    List<ObjectView> list(String method, String key) {
        List<ObjectView> entries = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            Response response = ask(method, cursor == null ? "{}" : "{\"cursor\":" + Json.quote(cursor) + "}");
            ObjectView result = response.result();
            if (result == null) {
                throw Answers.failure(response);
            }
            Slice list = result.get(key);
            try {
                for (Slice entry : list == null ? List.<Slice>of() : Json.elements(list)) {
                    entries.add(ObjectView.read(entry));
                }
            } catch (MalformedJsonException odd) {
                throw new CommandException(ExitCode.FAILED, "The list cannot be read: " + odd.getMessage() + ".");
            }
            cursor = result.string("nextCursor");
            if (cursor == null) {
                break;
            }
        }
        return entries;
    }

    /// Sends a request and waits for its answer; the gateway's own deadlines end it.
    Response ask(String method, String params) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        handler.request(Request.of("1", method, params), new Waiting(answer));
        Response response = answer.join();
        checked.accept(response);
        return response;
    }

    private record Waiting(CompletableFuture<Response> answer) implements Exchange {
        private static final Peer PEER =
                new Peer(Revision.NEWEST, null, null, Caller.of(CallerId.local("command-line")), null);

        @Override
        public Peer peer() {
            return PEER;
        }

        @Override
        public void respond(Response response) {
            answer.complete(response);
        }

        @Override
        public void notify(Notification notification) {
            // Progress and log messages are not shown; the answer is.
        }

        @Override
        public void ask(Request request, Consumer<Response> refused) {
            refused.accept(Response.error(ErrorCode.METHOD_NOT_FOUND, "The command line cannot answer questions."));
        }

        @Override
        public void onCancelled(Runnable action) {
            // Ending the process is what cancels.
        }
    }
}
