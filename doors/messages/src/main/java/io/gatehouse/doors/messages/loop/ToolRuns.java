package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.sources.GatewayStopped;
import io.gatehouse.doors.messages.translation.ModelResult;
import io.gatehouse.doors.messages.translation.ResultForms;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.protocol.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs the MCP calls of one request: those of a turn at the same time up to a bound, their results in the order of the
/// calls. Used by the thread of the request; when that is interrupted, what still runs is cancelled.
final class ToolRuns {
    private static final System.Logger LOG = System.getLogger(ToolRuns.class.getName());

    private final LoopRequest request;
    private final LoopSettings settings;
    private final LoopLimits limits;
    private final MessageSink sink;
    private final RequestLog log;
    private final RequestThread thread;
    private boolean effects;
    private @Nullable LoopEnd end;

    /// @param thread of the request, which knows why it is interrupted
    ToolRuns(
            LoopRequest request,
            LoopSettings settings,
            LoopLimits limits,
            MessageSink sink,
            RequestLog log,
            RequestThread thread) {
        this.request = request;
        this.settings = settings;
        this.limits = limits;
        this.sink = sink;
        this.log = log;
        this.thread = thread;
    }

    /// Whether a tool was called that is not known to change nothing.
    boolean effects() {
        return effects;
    }

    /// The limit that ended the loop; null while it may go on.
    @Nullable
    LoopEnd end() {
        return end;
    }

    /// Runs the calls: as many as may still run, or none when another limit is reached. The client hears of each result
    /// as soon as all before it are there.
    ///
    /// @param last what the model's last answer used
    /// @return the results for the model, in the order of the calls
    List<ModelResult> run(List<McpCall> calls, TokenUsage last) throws InterruptedException {
        int left = limits.callsLeft();
        boolean cut = left > 0 && left < calls.size();
        List<McpCall> first = cut ? calls.subList(0, left) : calls;
        LoopEnd reached = limits.reached(first, last);
        end = reached;
        if (reached != null) {
            return refuse(calls, request.text().error(reached.advice()));
        }
        List<ModelResult> results = run(first);
        if (cut) {
            LoopEnd over = end == null ? LoopEnd.TOOL_CALLS : end;
            end = over;
            results.addAll(
                    refuse(calls.subList(left, calls.size()), request.text().error(over.advice())));
        }
        return results;
    }

    /// Runs none of them.
    ///
    /// @param why what is told of each
    List<ModelResult> refuse(List<McpCall> calls, ResultForms why) {
        List<ModelResult> results = new ArrayList<>();
        for (McpCall call : calls) {
            log.tool(call.address().server(), call.address().tool(), 0, CallOutcome.REFUSED);
            results.add(tell(call, why));
        }
        return results;
    }

    private List<ModelResult> run(List<McpCall> calls) throws InterruptedException {
        CallBatch batch = new CallBatch(calls, this::start);
        List<ModelResult> results = new ArrayList<>();
        effects |= calls.stream().anyMatch(call -> !call.malformed() && !request.readOnly(call.address()));
        try {
            batch.begin(settings.parallelCalls());
            for (int at = 0; at < calls.size(); at++) {
                McpCall call = calls.get(at);
                results.add(tell(call, result(call, batch.call(at))));
                if (end != null) {
                    batch.cancel(new CancellationException());
                }
            }
        } finally {
            boolean stopped = thread.stopped();
            batch.cancel(stopped ? new GatewayStopped() : new CancellationException());
            for (int at = results.size(); at < calls.size(); at++) {
                log(calls.get(at), batch.call(at), stopped ? CallOutcome.FAILED : CallOutcome.CANCELLED);
            }
        }
        return results;
    }

    private ModelResult tell(McpCall call, ResultForms result) {
        request.remember(call.id(), result);
        sink.block(McpBlocks.result(call.id(), result));
        return new ModelResult(call.id(), result.forModel(), result.error());
    }

    private CompletableFuture<Response> start(McpCall call) {
        if (!request.offers(call.address())) {
            return CompletableFuture.completedFuture(
                    request.refused("There is no tool `" + call.address().tool() + "` of the server `"
                            + call.address().server() + "` in this request, or it is disabled, so nothing was called."
                            + " Call one of the tools that you were given, or go on without it."));
        }
        return call.malformed()
                ? CompletableFuture.completedFuture(request.refused("The arguments of this call were not a JSON object."
                        + " Call the tool again with arguments that fit its schema."))
                : request.call(call);
    }

    private ResultForms result(McpCall call, TimedCall timed) throws InterruptedException {
        try {
            Response response = await(timed);
            if (response == null) {
                LoopEnd over = LoopEnd.WALL_TIME;
                end = over;
                boolean begun = timed.begun();
                log(call, timed, begun ? CallOutcome.CANCELLED : CallOutcome.REFUSED);
                return request.text().error(begun ? over.stopped() : over.advice());
            }
            ResultForms result = request.told(response);
            limits.gave(call, result);
            log(call, timed, CallEnding.of(response));
            return result;
        } catch (ExecutionException failed) {
            log(call, timed, CallOutcome.FAILED);
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a call of the server " + call.address().server() + " failed; request " + request.requestId(),
                    failed.getCause());
            return request.text()
                    .error("The call of " + call.address().tool() + " on the server "
                            + call.address().server() + " failed in the gateway, but may have had effects. Check"
                            + " before you call it again, or go on without it. Request ID: "
                            + request.requestId() + ".");
        }
    }

    /// The response; null when the time of the request is over.
    private @Nullable Response await(TimedCall call) throws InterruptedException, ExecutionException {
        while (true) {
            Duration left = limits.timeForTools();
            Duration quiet = settings.stream().pingInterval();
            try {
                return call.await(left.compareTo(quiet) < 0 ? left : quiet);
            } catch (TimeoutException waiting) {
                if (limits.timeForTools().isZero()) {
                    return null;
                }
                sink.ping();
            }
        }
    }

    private void log(McpCall call, TimedCall timed, CallOutcome outcome) {
        log.tool(call.address().server(), call.address().tool(), timed.nanos(), outcome);
    }
}
