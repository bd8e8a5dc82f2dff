package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.Spend;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Deadlines;
import io.gatehouse.models.ApiError;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The loop of one request: calls that an earlier answer left open, then the model and its tools in turn, until the
/// message ends. Used by the thread of the request; when that is interrupted, what runs is cancelled.
final class LoopRun {
    private static final String PAUSE = "pause_turn";
    private static final String TOOL_USE = "tool_use";
    private static final String END = "end_turn";
    /// After these an answer may lack a part, so that its calls are not run. Some providers end a turn with calls
    /// otherwise than by `tool_use`, or do not say how it ended.
    private static final Set<String> CUT_OFF =
            Set.of("max_tokens", "refusal", "stop_sequence", "model_context_window_exceeded", "compaction", PAUSE);

    private final LoopSettings settings;
    private final LoopRequest request;
    private final LoopReply reply;
    private final RequestLog log;
    private final LoopLimits limits;
    private final LoopSpending spending;
    private final MessageSink sink;
    private final ToolRuns tools;
    private final UsageSum usage = new UsageSum();
    private final AppliedEdits edits = new AppliedEdits();
    private final RequestThread thread;

    LoopRun(
            LoopLimits limits,
            LoopSpending spending,
            LoopRequest request,
            LoopReply reply,
            RequestLog log,
            RequestThread thread) {
        this.spending = spending;
        this.thread = thread;
        this.settings = request.settings();
        this.request = request;
        this.reply = reply;
        this.log = log;
        String model = request.model().name();
        this.limits = limits;
        this.sink = request.stream() ? new MessageStream(reply, settings, model) : new MessageAnswer(reply, model);
        this.tools = new ToolRuns(request, settings, limits, sink, log, thread);
    }

    /// Answers the request.
    void run() throws InterruptedException {
        try {
            request.toolbox().listings().forEach(sink::block);
            converse(pending());
        } catch (ModelFailure failed) {
            fail(failed);
        } catch (InterruptedException interrupted) {
            if (!thread.stopped()) {
                throw interrupted;
            }
            fail(RequestThread.failure());
        } catch (RuntimeException | Error unexpected) {
            fail(reply.unexpected(unexpected));
        }
    }

    /// Runs the calls that an earlier answer left open.
    private @Nullable LoopEnd pending() throws InterruptedException {
        List<McpCall> calls = request.body().pending().stream().map(McpCall::of).toList();
        if (!calls.isEmpty()) {
            request.body().answerPending(tools.run(calls, usage.last()));
        }
        return tools.end();
    }

    private void converse(@Nullable LoopEnd before) throws ModelFailure, InterruptedException {
        LoopEnd limit = before;
        ModelAnswer last = null;
        while (limit == null || limits.lastAnswer(usage.last())) {
            if (limit != null) {
                request.body().finalTurn();
            }
            last = ask();
            if (!toRun(last)) {
                if (last.calls() && !last.stopReason().equals(PAUSE)) {
                    tools.refuse(
                            McpCall.of(last.content().get(), request.toolbox(), request.callIds()),
                            request.text().cutOff());
                }
                end(last.stopReason(), last, limit);
                return;
            }
            ArrayNode content = last.content().get();
            List<McpCall> calls = McpCall.of(content, request.toolbox(), request.callIds());
            if (calls.isEmpty() || asksClient(content)) {
                end(TOOL_USE, last, limit);
                return;
            }
            if (limit != null) {
                tools.refuse(calls, request.text().error(limit.advice()));
                break;
            }
            request.body().append(content, tools.run(calls, usage.last()));
            contained(last);
            limit = tools.end();
            if (limit == null && usage.answers() >= settings.iterations()) {
                end(PAUSE, last, null);
                return;
            }
        }
        end(END, last, limit);
    }

    /// Whether the calls of an answer are to run.
    private static boolean toRun(ModelAnswer answer) {
        return answer.stopReason().equals(TOOL_USE) || answer.calls() && !CUT_OFF.contains(answer.stopReason());
    }

    /// What the provider runs itself goes on where it ran before.
    private void contained(ModelAnswer answer) {
        String container = answer.ending().path("container").path("id").asString("");
        if (!container.isEmpty()) {
            request.body().container(container);
        }
    }

    /// Whether the model calls a tool of the client as well: then all calls of MCP tools wait for the client's next
    /// request.
    private boolean asksClient(ArrayNode content) {
        for (JsonNode block : content) {
            if (Trees.type(block).equals(TOOL_USE) && McpBlocks.address(block, request.toolbox()) == null) {
                return true;
            }
        }
        return false;
    }

    private ModelAnswer ask() throws ModelFailure, InterruptedException {
        log.iteration();
        byte[] body = request.body().bytes(request.stream());
        Spend spend = spending.begin(body.length);
        ModelTurn turn = sink.turn(request.toolbox(), request.callIds());
        ClientCall call = request.model().send(RequestModel.MESSAGES, body, request.stream(), Deadlines.none(), turn);
        turn.of(call);
        try {
            ModelAnswer answer = await(turn, call);
            log.provider(request.model().provider(call));
            usage.add(answer.usage(), answer.model());
            spend.used(usage.last());
            edits.add(answer.around());
            log.used(usage.last());
            return answer;
        } catch (ModelFailure failed) {
            spend.failed(turn.soFar());
            throw failed;
        } finally {
            spend.cut(turn.soFar());
            if (!turn.complete()) {
                turn.abandon();
                call.cancel();
            }
        }
    }

    private ModelAnswer await(ModelTurn turn, ClientCall call) throws ModelFailure, InterruptedException {
        while (true) {
            Duration left = limits.timeForAnswers();
            Duration quiet = settings.stream().pingInterval();
            try {
                return turn.answer().get((left.compareTo(quiet) < 0 ? left : quiet).toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException waiting) {
                if (limits.timeForAnswers().isZero()) {
                    throw ModelFailure.of(ApiError.timeout("The model did not finish within the time limit of this"
                                    + " request (limit wall-time of the gateway). Ask for less.")
                            .withRemedy("Raise messages.loop.wall-time if such requests may take longer."));
                }
                if (sink.begun()) {
                    sink.ping();
                }
            } catch (ExecutionException failed) {
                throw request.model().failure(failed.getCause(), call);
            }
        }
    }

    private void end(String stopReason, @Nullable ModelAnswer last, @Nullable LoopEnd limit) {
        ObjectNode ending = last == null ? Trees.object() : last.ending();
        boolean own = last == null || !last.stopReason().equals(stopReason);
        ModelAnswer told = last == null ? null : last.with(edits.in(last.around()));
        log.over();
        sink.end(own ? OwnMessage.ending(stopReason, ending) : ending, told, usage);
        log.end(200, limit == null ? stopReason : limit.label());
    }

    private void fail(ModelFailure failure) {
        if (sink.begun()) {
            log.over();
            sink.fail(failure.error());
            log.end(200, failure.error().type());
        } else {
            reply.fail(failure, tools.effects());
        }
    }
}
