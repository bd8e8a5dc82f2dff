package io.gatehouse.doors.messages.sources;

import io.gatehouse.gateway.call.OutsideLimitException;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request to a server, from its sending to its one answer, whatever the server asks in between and in however many
/// rounds (2026-07-28, `input_required`). A round is a request of its own to the pipeline.
final class SourceCall {
    private static final String INPUT_REQUIRED = "input_required";

    private final CallContext context;
    private final String method;
    private final String params;
    private final Set<String> hidden;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private final List<Runnable> cancellations = new ArrayList<>();
    private final List<Thread> asking = new ArrayList<>();
    private boolean over;
    private volatile boolean stopped;
    private int questions;

    /// @param params a JSON object without `_meta`
    SourceCall(CallContext context, String method, String params) {
        this(context, method, params, Set.of());
    }

    /// @param hidden arguments in it that the model does not see
    SourceCall(CallContext context, String method, String params, Set<String> hidden) {
        this.hidden = hidden;
        this.context = context;
        this.method = method;
        this.params = params;
    }

    /// Sends it. The future is the caller's: completing it from outside cancels the call, which is recorded as ended by
    /// the stop of the gateway if it is completed with [GatewayStopped].
    CompletableFuture<Response> start() {
        answer.whenComplete((response, failure) -> {
            stopped = failure instanceof GatewayStopped;
            end();
        });
        round("");
        return answer;
    }

    /// @param more further members of `params`, each begun with a comma
    private void round(String more) {
        boolean call = method.equals(Method.TOOLS_CALL)
                || method.equals(Method.RESOURCES_READ)
                || method.equals(Method.PROMPTS_GET);
        String meta = call ? more + ",\"_meta\":" + context.meta() : more;
        String whole = params.equals("{}")
                ? "{" + skipComma(meta) + "}"
                : params.substring(0, params.length() - 1) + meta + "}";
        Request request;
        Peer peer;
        try {
            request = Request.of("1", method, whole);
            peer = context.peer(request);
        } catch (IllegalArgumentException unfit) {
            fail(
                    ErrorCode.INVALID_PARAMS,
                    Category.VALIDATION,
                    Outcome.NOT_SENT,
                    "The arguments cannot be sent: " + unfit.getMessage() + ".");
            return;
        } catch (OutsideLimitException full) {
            fail(
                    ErrorCode.LIMIT_REACHED,
                    Category.RATE_LIMIT,
                    Outcome.NOT_SENT,
                    String.valueOf(full.getMessage()) + ".");
            return;
        }
        context.offering().request(request, new Round(peer));
    }

    private static String skipComma(String members) {
        return members.startsWith(",") ? members.substring(1) : members;
    }

    private void responded(Response response) {
        ObjectView result = response.result();
        if (result == null || !response.resultType().equals(INPUT_REQUIRED)) {
            answer.complete(response);
            return;
        }
        Slice state = result.get("requestState");
        ObjectView wanted = result.object("inputRequests");
        ask(() -> {
            StringBuilder answers = new StringBuilder();
            for (int index = 0; wanted != null && index < wanted.size(); index++) {
                String key = wanted.key(index);
                ObjectView input = wanted.object(key);
                Slice given =
                        input == null ? null : question(String.valueOf(input.string("method")), input.object("params"));
                if (given == null) {
                    unanswered(input == null ? "something unnamed" : String.valueOf(input.string("method")));
                    return;
                }
                answers.append(index == 0 ? "" : ",")
                        .append(Json.quote(key))
                        .append(':')
                        .append(given.text());
            }
            if (wanted == null || wanted.size() == 0) {
                count();
            }
            round((wanted == null ? "" : ",\"inputResponses\":{" + answers + "}")
                    + (state == null ? "" : ",\"requestState\":" + state.text()));
        });
    }

    /// The `result` of one question, or null when nobody can answer it.
    private @Nullable Slice question(String asked, @Nullable ObjectView about)
            throws TooManyQuestions, InterruptedException {
        count();
        return context.asker().answer(asked, about);
    }

    private synchronized void count() throws TooManyQuestions {
        if (++questions > context.asker().most()) {
            throw new TooManyQuestions();
        }
    }

    private static final class TooManyQuestions extends Exception {
        private static final long serialVersionUID = 1;

        TooManyQuestions() {
            super("too many questions", null, false, false);
        }
    }

    /// A step that may have to wait for the model.
    private interface Asking {
        void run() throws TooManyQuestions, InterruptedException;
    }

    /// Runs the step on a thread of its own, which is interrupted when the call is cancelled.
    private void ask(Asking step) {
        Thread thread = Thread.ofVirtual().name("question of a tool").unstarted(() -> {
            try {
                step.run();
            } catch (TooManyQuestions many) {
                fail(
                        ErrorCode.LIMIT_REACHED,
                        Category.DOWNSTREAM,
                        Outcome.SENT_OUTCOME_UNKNOWN,
                        "The server asked more than " + context.asker().most()
                                + " questions in the middle of one call, the limit of this gateway. Go on without this"
                                + " tool.");
            } catch (InterruptedException cancelled) {
                Thread.currentThread().interrupt();
            }
        });
        synchronized (this) {
            if (over) {
                return;
            }
            asking.add(thread);
        }
        thread.start();
    }

    private void unanswered(String asked) {
        fail(
                ErrorCode.SERVER_FAILED,
                Category.DOWNSTREAM,
                Outcome.SENT_OUTCOME_UNKNOWN,
                "The server asked for " + asked
                        + " in the middle of the call, which nobody here can answer. The call may"
                        + " have had effects. Go on without this tool, or ask the user to use it elsewhere.");
    }

    private void fail(int code, Category category, Outcome outcome, String what) {
        Failure failure = new Failure(category, outcome, null, context.requestId(), null);
        String text = what + " Request ID: " + context.requestId() + ".";
        answer.complete(Response.failure(method, code, text, failure));
    }

    private void end() {
        List<Runnable> actions;
        List<Thread> threads;
        synchronized (this) {
            over = true;
            actions = List.copyOf(cancellations);
            threads = List.copyOf(asking);
            cancellations.clear();
            asking.clear();
        }
        actions.forEach(Runnable::run);
        threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
    }

    /// One request to the pipeline. What is cancelled after its response is a matter of the next.
    private final class Round implements Exchange {
        private final Peer peer;
        private boolean responded;

        Round(Peer peer) {
            this.peer = peer;
        }

        @Override
        public Peer peer() {
            return peer;
        }

        /// Questions are declined here, or answered by a model.
        @Override
        public Set<String> hiddenArguments() {
            return hidden;
        }

        @Override
        public boolean reachesPerson() {
            return false;
        }

        @Override
        public String requestId() {
            return context.requestId();
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public void respond(Response response) {
            synchronized (SourceCall.this) {
                if (responded || over) {
                    return;
                }
                responded = true;
                cancellations.clear();
            }
            SourceCall.this.responded(response);
        }

        @Override
        public void notify(Notification notification) {
            // Progress has extended the deadline already.
        }

        @Override
        public void ask(Request request, Consumer<Response> reply) {
            SourceCall.this.ask(() -> {
                Slice given;
                try {
                    given = question(request.method(), request.params());
                } catch (TooManyQuestions | InterruptedException none) {
                    reply.accept(
                            Response.error(ErrorCode.LIMIT_REACHED, "no more questions are answered in this call"));
                    throw none;
                }
                reply.accept(given == null ? Asker.declined(request.method()) : Response.result(given.bytes()));
            });
        }

        @Override
        public void onCancelled(Runnable action) {
            synchronized (SourceCall.this) {
                if (!over && !responded) {
                    cancellations.add(action);
                    return;
                }
                if (responded) {
                    return;
                }
            }
            action.run();
        }
    }
}
