package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.person.Person;
import io.gatehouse.gateway.policy.ToolUse;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.policy.UseKind;
import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.ToolEffects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call between the client that waits for it and the server that works on it.
final class RunningCall extends ToolsetPassage implements Round {
    /// It goes on after the answer.
    static final Ending TASK = new Ending(CallOutcome.TASK, Outcome.SENT_OUTCOME_UNKNOWN, null, null);

    private static final String TASK_WANTED = "a call that is to become a task";
    private static final String STOPPED = "the gateway stopped before the server answered";

    private final Request request;
    private final Exchange client;
    private final CallRounds rounds = new CallRounds(this);
    private @Nullable Resolved target;
    private @Nullable EditedRequest edited;
    private Map<String, byte @Nullable []> changes = Map.of();
    private @Nullable RoundBinding binding;
    private @Nullable Runnable instead;
    private @Nullable Response came;
    private boolean ranTask;
    private @Nullable Consumer<Slice> watched;
    private boolean declaresTasks;
    private boolean sent;

    RunningCall(CallPipeline pipeline, Request request, Exchange client, Toolset toolset) {
        super(pipeline, Kind.CALL, toolset, RequestId.of(client));
        this.request = request;
        this.client = client;
    }

    /// The request as it came.
    @Override
    public Request request() {
        return request;
    }

    /// The request as its server gets it.
    EditedRequest outgoing() {
        EditedRequest changed = edited;
        if (changed == null) {
            throw new IllegalStateException("the call has not been edited");
        }
        return changed;
    }

    @Override
    public @Nullable ObjectView arguments() {
        return outgoing().arguments();
    }

    @Override
    public @Nullable Slice writtenArguments() {
        return outgoing().writtenArguments();
    }

    @Override
    public @Nullable UseKind counts() {
        return switch (method()) {
            case Method.TOOLS_CALL -> UseKind.TOOL;
            case Method.PROMPTS_GET -> UseKind.PROMPT;
            case Method.RESOURCES_READ -> UseKind.RESOURCE;
            default -> null;
        };
    }

    @Override
    public @Nullable String session() {
        return pipeline().session(client, requestId());
    }

    @Override
    public boolean resumes() {
        return rounds.resumes();
    }

    /// Has somebody hear of its server's result, if there is one.
    void watchResult(Consumer<Slice> listener) {
        watched = listener;
    }

    @Override
    void over(@Nullable Response answer, Ending how) {
        Consumer<Slice> listener = watched;
        ObjectView result = answer == null ? null : answer.result();
        if (listener != null
                && result != null
                && (how.outcome() == CallOutcome.OK || how.outcome() == CallOutcome.TOOL_ERROR)) {
            listener.accept(result.whole());
        }
    }

    @Override
    void tellWait(Duration wait) {
        client.retryAfter(wait);
    }

    @Override
    public @Nullable ToolFacts tool() {
        CatalogEntry entry = calledTool();
        return entry == null ? null : entry.toolFacts();
    }

    @Override
    public void narrow(Map<String, Slice> arguments) {
        edited(outgoing().withArguments(arguments));
    }

    @Override
    public ToolRisk risk() {
        CatalogEntry entry = calledTool();
        return entry == null ? ToolRisk.NONE : entry.facts().risk();
    }

    @Override
    public @Nullable ToolUse toolUse() {
        CatalogEntry entry = calledTool();
        if (entry == null) {
            return null;
        }
        Slice arguments = writtenArguments();
        return new ToolUse(
                entry.upstream().name(),
                entry.own(),
                entry.facts().digest().hex(),
                arguments == null ? "" : arguments.text(),
                HiddenArguments.without(arguments, entry.fixedArguments().keySet(), client.hiddenArguments()));
    }

    /// The same server still offers the same definition.
    @Override
    public boolean current() {
        CatalogEntry entry = calledTool();
        String name = request.name();
        CatalogEntry now = name == null ? null : toolset().view().tools().get(name);
        return entry == null
                || now != null
                        && now.upstream().equals(entry.upstream())
                        && now.facts()
                                .digest()
                                .hex()
                                .equals(entry.facts().digest().hex());
    }

    private @Nullable CatalogEntry calledTool() {
        Resolved found = target;
        return found == null || !method().equals(Method.TOOLS_CALL) ? null : found.entry();
    }

    void edited(EditedRequest changed) {
        edited = changed;
    }

    void resolved(Resolved found) {
        target = found;
    }

    /// Where it goes, once that is known.
    Resolved target() {
        Resolved found = target;
        if (found == null) {
            throw new IllegalStateException("the call has not been resolved");
        }
        return found;
    }

    /// The shape that its client gets results in.
    ResultShape shape() {
        return new ResultShape(toolset(), target(), peer(), pipeline().relay());
    }

    /// The members of `params` that are changed on the way to the server, JSON by key; null removes one.
    Map<String, byte @Nullable []> changes() {
        return changes;
    }

    void changes(Map<String, byte @Nullable []> members) {
        changes = members;
    }

    /// What is done when it has passed all steps, where it is not sent to its server.
    void instead(Runnable action) {
        instead = action;
    }

    /// How it goes on beyond this request.
    CallRounds rounds() {
        return rounds;
    }

    /// It brings the answers that a task of its server waits for.
    ///
    /// @param own the id of the task at the server
    void resumesTask(String own) {
        instead(() -> {
            sent = true;
            ranTask = true;
            ObjectView params = request.params();
            taskRun(own).resume(params == null ? null : params.object("inputResponses"));
        });
    }

    @Override
    public boolean furtherRound() {
        return rounds.further();
    }

    /// A sealed state has one spelling, and no two are the same.
    @Override
    public String round() {
        ObjectView params = request.params();
        String state = params == null || !furtherRound() ? null : params.string("requestState");
        return state == null ? "" : state;
    }

    @Override
    public Person person() {
        return client.reachesPerson() ? new CallPerson(this) : Person.NOBODY;
    }

    /// Whether its server speaks a revision before 2026-07-28.
    boolean legacyServer() {
        Revision revision = target().upstream().snapshot().revision();
        return revision != null && !revision.modern();
    }

    @Override
    public RoundBinding binding() {
        RoundBinding known = binding;
        if (known == null) {
            known = RoundBinding.of(
                    toolset().name(), caller(), target().upstream().name(), request);
            binding = known;
        }
        return known;
    }

    /// Sends it to its server, which answers later, or does what is to be done instead.
    boolean send() {
        Runnable other = instead;
        if (other != null) {
            other.run();
            return false;
        }
        Resolved to = target();
        markSent();
        to.upstream().request(outgoing(), rounds.exchange(), to.options());
        return false;
    }

    /// Ends the client's request with a task that the call has become. What was taken for the call is given back when
    /// the task ends.
    ///
    /// @param parked where the call is by now
    void becomes(Response begun, ParkedCall parked) {
        parked.onEnd(handOver()::release);
        finishHere(begun, TASK);
    }

    /// How long it may take in all.
    Duration limit() {
        Resolved to = target();
        return Objects.requireNonNullElse(
                to.options().callLimit(), to.upstream().settings().callLimit());
    }

    /// What a failure is told as.
    Response told(CallFailure failure) {
        return CallFailures.response(request.method(), failure, effects(), requestId());
    }

    /// Sends its server a further request.
    void send(EditedRequest further, UpstreamExchange exchange, CallOptions options) {
        target().upstream().request(further, exchange, options);
    }

    /// Waits for a task that the client does not know of.
    ///
    /// @param own its id at the server
    /// @param begun what the server said of it
    void runTask(String own, ObjectView begun) {
        came = null;
        ranTask = true;
        taskRun(own).start(begun);
    }

    /// Whether it waits, or has waited, for a task.
    boolean ranTask() {
        return ranTask;
    }

    private TaskRun taskRun(String own) {
        return new TaskRun(this, pipeline().timers(), own);
    }

    /// Ends this round with what the task asks.
    ///
    /// @param own the id of the task at the server
    void askForTask(String own, Response questions) {
        String state = pipeline().sealed(new RoundState.OfTask(own), binding());
        inputRequired(TaskQuestions.withState(questions, state));
    }

    /// The call that waits for the answers of this request is not here.
    void forgotten() {
        failed(CallFailure.open(
                CallFailure.Kind.BROKEN_OFF,
                target().upstream().name(),
                Outcome.SENT_OUTCOME_UNKNOWN,
                new Told(
                        "The call that waited for these answers is no longer there: the gateway was restarted, or it"
                                + " ended long ago",
                        "Start the call again if it may be repeated.")));
    }

    /// Its server may have got it by now.
    void markSent() {
        sent = true;
    }

    @Override
    public void inputRequired(Response questions) {
        rounds.inputRequired(questions);
    }

    /// It waits for its client's next request, which takes for itself what it needs.
    void rests() {
        giveBack();
    }

    @Override
    boolean endsElsewhere(@Nullable Response answer, Ending how) {
        boolean elsewhere = rounds.endsElsewhere(answer, how);
        if (elsewhere) {
            giveBack();
        }
        return elsewhere;
    }

    /// Sends it again, with answers of its client.
    void again(Map<String, byte @Nullable []> answers) {
        Resolved to = target();
        came = null;
        to.upstream().request(outgoing().withAlso(answers), this, to.options());
    }

    /// Sends it again, for its server to make a task of it.
    void againAsTask() {
        Resolved to = target();
        came = null;
        declaresTasks = true;
        to.upstream().request(outgoing(), this, to.options().asTask());
    }

    /// Whether it was sent so.
    boolean declaresTasks() {
        return declaresTasks;
    }

    void came(Response response) {
        came = response;
    }

    /// The server's answer, once it has come.
    Response came() {
        Response response = came;
        if (response == null) {
            throw new IllegalStateException("the call has not been answered");
        }
        return response;
    }

    @Override
    public void respond(Response response) {
        rounds.staysCall();
        came = response;
        pipeline().answered(this);
    }

    @Override
    public void failed(CallFailure failure) {
        rounds.staysCall();
        if (failure.kind() == CallFailure.Kind.CANCELLED) {
            boolean stopped = client.stopped();
            Ending ending = new Ending(
                    stopped ? CallOutcome.FAILED : CallOutcome.CANCELLED,
                    failure.outcome(),
                    null,
                    stopped ? STOPPED : null);
            finish(null, ending);
            return;
        }
        try {
            tell(failure);
        } catch (RuntimeException | Error broken) {
            broken("the failure of a call", failure.outcome(), broken);
        }
    }

    private void tell(CallFailure failure) {
        Duration wait = CallFailures.wait(failure);
        if (wait != null) {
            client.retryAfter(wait);
        }
        finish(
                told(failure),
                new Ending(
                        CallOutcome.FAILED,
                        failure.outcome(),
                        failure.kind().category(),
                        failure.operator().happened()));
    }

    @Override
    public void broken(Throwable why) {
        broken(came == null ? "a call" : "the answer of a call", known(), why);
    }

    @Override
    Outcome known() {
        if (came != null) {
            return Outcome.DONE;
        }
        return sent ? Outcome.SENT_OUTCOME_UNKNOWN : Outcome.NOT_SENT;
    }

    @Override
    Response failure(Outcome known) {
        return Response.failure(
                answeredAs(),
                ErrorCode.SERVER_FAILED,
                "The gateway failed while it handled the end of this call. Do not simply repeat it: ask the operator"
                        + " of the gateway to look at it. Request ID: " + requestId() + ".",
                new Failure(Category.DOWNSTREAM, known, server(), requestId(), null));
    }

    @Override
    void tellScopes(List<String> scopes) {
        client.wantsScopes(scopes);
    }

    @Override
    void answer(Response answer) {
        client.respond(answer);
    }

    private Effects effects() {
        Resolved found = target;
        return found == null ? Effects.UNKNOWN : found.effects();
    }

    @Override
    public @Nullable String server() {
        Resolved found = target;
        return found == null ? null : found.upstream().name();
    }

    @Override
    public @Nullable String scope() {
        Resolved found = target;
        if (found == null) {
            return null;
        }
        // What asks about a task needs what its tool needs.
        CatalogEntry entry = found.entry();
        Effects needed = entry == null ? found.effects() : entry.facts().effects();
        return Effects.scope(found.upstream().name(), needed.kind());
    }

    @Override
    public String toolsetName() {
        return toolset().name();
    }

    @Override
    public boolean hasEffects() {
        return effects().kind() != ToolEffects.Kind.READ;
    }

    @Override
    public Peer peer() {
        return client.peer();
    }

    @Override
    Peer client() {
        return client.peer();
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    String answeredAs() {
        return WantedTask.in(this) && !rounds.isTask() ? TASK_WANTED : method();
    }

    @Override
    public @Nullable String name() {
        Resolved found = target;
        if (found != null) {
            return found.name();
        }
        return request.name() != null ? request.name() : request.uri();
    }

    @Override
    Subject subject() {
        Resolved found = target;
        return found == null ? super.subject() : found.subject(method());
    }

    @Override
    int requestBytes() {
        return request.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return request.meta();
    }

    @Override
    public void notify(Notification notification) {
        client.notify(notification);
    }

    /// What the server asks in the middle of the call goes through the gateway too.
    @Override
    public void ask(Request question, Consumer<Response> answer) {
        pipeline().ask(new Question(this, question, answer, false));
    }

    /// Asks the client on the stream of the call.
    void putOnStream(Request question, Consumer<Response> answer) {
        client.ask(question, answer);
    }

    /// The client left while the gateway asked it something.
    void left() {
        failed(cancelled());
    }

    /// The client wants no more of it.
    CallFailure cancelled() {
        return CallFailure.open(
                CallFailure.Kind.CANCELLED,
                target().upstream().name(),
                known(),
                Told.of("The client cancelled the call"));
    }

    @Override
    public void onCancelled(Runnable action) {
        if (!rounds.onCancelled(action)) {
            client.onCancelled(action);
        }
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return client.parameterHeaders();
    }

    @Override
    public @Nullable String headerMismatch(List<HeaderParameter> parameters) {
        return client.headerMismatch(parameters);
    }
}
