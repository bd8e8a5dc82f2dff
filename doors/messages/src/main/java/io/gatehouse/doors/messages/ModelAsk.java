package io.gatehouse.doors.messages;

import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.gateway.policy.Passage;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request to a model or its provider, on its way through what decides whether it may go on.
final class ModelAsk extends Passage {
    private static final System.Logger LOG = System.getLogger(ModelAsk.class.getName());
    private static final String DOOR = "messages";

    private final Visit visit;
    private final @Nullable String model;
    private final Supplier<List<String>> models;
    private final Handling handling;

    /// One that names no model.
    ///
    /// @param handling what is done once it may go on
    ModelAsk(Visit visit, Handling handling) {
        this(visit, null, List::of, handling);
    }

    /// @param model that is asked for, or null where the request names none
    /// @param models all that the request names
    /// @param handling what is done once it may go on
    ModelAsk(Visit visit, @Nullable String model, Supplier<List<String>> models, Handling handling) {
        this.visit = visit;
        this.model = model;
        this.models = models;
        this.handling = handling;
        visit.reply().log().onEnd(this::giveBack);
    }

    /// What is done with a request.
    interface Handling {
        /// Handles it. May answer later.
        ///
        /// @throws ApiException what it is refused with
        void run() throws ApiException;
    }

    /// Handles the request; the last step.
    boolean handle() {
        try {
            handling.run();
        } catch (ApiException refused) {
            visit.reply().error(refused.error());
        }
        return true;
    }

    @Override
    public String requestId() {
        return visit.reply().id();
    }

    @Override
    public Caller caller() {
        return visit.caller();
    }

    @Override
    public String door() {
        return DOOR;
    }

    /// The path, `/v1/messages` say.
    @Override
    public String method() {
        return visit.path();
    }

    @Override
    public @Nullable String name() {
        return model;
    }

    @Override
    public List<String> names() {
        return models.get();
    }

    @Override
    public @Nullable UseKind counts() {
        return visit.path().equals(ApiPath.MESSAGES) ? UseKind.MODEL : null;
    }

    @Override
    public boolean hasEffects() {
        return false;
    }

    @Override
    public void decided(Decision decision) {
        if (decision instanceof Denied denied) {
            Duration wait = denied.retryAfter();
            if (wait != null) {
                long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
                visit.exchange().responseHeader("retry-after", String.valueOf(seconds));
            }
            visit.reply().error(error(denied).withProblem("Denied by " + denied.policy() + "."));
        }
    }

    private static ApiError error(Denied denied) {
        return switch (denied.category()) {
            case ACCESS -> ApiError.permission(denied.reason());
            case RATE_LIMIT -> ApiError.of(429, denied.reason());
            case VALIDATION -> ApiError.invalid(denied.reason());
            case DOWNSTREAM -> ApiError.overloaded(denied.reason());
        };
    }

    @Override
    public void broken(Throwable why) {
        LOG.log(System.Logger.Level.ERROR, "a request failed", why);
        visit.reply()
                .error(ApiError.api("Something went wrong in the gateway.").withRemedy("The gateway's log says what."));
    }
}
