package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Permit;
import io.gatehouse.policy.Requirement;
import io.gatehouse.protocol.Slice;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One thing that is asked of the gateway, on its way through the steps. It is at one step at a time; whoever resumes
/// it may do so on any thread.
public abstract class Passage implements Asked {
    /// What was given back cannot be held any more.
    private static final Permit OVER = () -> {};

    private final AtomicReference<@Nullable Permit> held = new AtomicReference<>();
    private Requirement demanded = Requirement.NONE;
    private @Nullable Way<?> way;
    private int next;

    @Override
    public final Requirement demanded() {
        return demanded;
    }

    /// Takes note of whose word it needs.
    final void demand(Requirement requirement) {
        demanded = demanded.strictest(requirement);
    }

    /// Whether it may change something in the world.
    public abstract boolean hasEffects();

    /// Takes the decision whether it may go on. One that denies must end the passage with an answer in its own
    /// protocol's words.
    public abstract void decided(Decision decision);

    /// Changes arguments on the way to the server. Only calls of tools have some.
    ///
    /// @param arguments JSON by name
    public void narrow(Map<String, Slice> arguments) {
        throw new IllegalStateException(method() + " has no arguments that could be changed");
    }

    /// A step failed with an error that nobody foresaw. Must end the passage, so that nobody waits for it for ever.
    public abstract void broken(Throwable why);

    /// Goes on with the step after the one that said that it would take longer. Called once for each such step.
    public final void resume() {
        Way<?> current = way;
        if (current == null) {
            throw new IllegalStateException("the passage is not on its way");
        }
        Way.resume(current, this, next);
    }

    /// Keeps what was taken for it until it ends.
    final void holds(Permit permit) {
        if (!held.compareAndSet(null, permit)) {
            permit.release();
        }
    }

    /// It does not run any more: what was taken for it is given back. Only the first time counts.
    protected final void giveBack() {
        handOver().release();
    }

    /// Leaves what was taken for it to somebody else, who gives it back.
    protected final Permit handOver() {
        Permit taken = held.getAndSet(OVER);
        return taken == null ? Permit.NONE : taken;
    }

    void waits(Way<?> on, int nextStep) {
        way = on;
        next = nextStep;
    }
}
