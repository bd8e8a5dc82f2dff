package io.gatehouse.models;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Timers;
import io.gatehouse.models.RoutedModels.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The providers of one model as one: each is asked again where that is safe, then the next.
///
/// @param members one at least
/// @param as the name by which they know the model, or null when it is the same
/// @param counts is told of retries and failovers
record Failover(List<Member> members, @Nullable String as, Timers timers, RetryObserver counts) implements Provider {

    @Override
    public String name() {
        return members.getFirst().name();
    }

    @Override
    public boolean servesAllPaths() {
        return members.getFirst().provider().servesAllPaths();
    }

    @Override
    public boolean takesCallerKeys() {
        return members.getFirst().provider().takesCallerKeys();
    }

    @Override
    public ClientCall send(ModelRequest request, ResponseHandler answer) {
        FailoverCall call = new FailoverCall(this, request, answer);
        call.ask();
        return call;
    }
}
