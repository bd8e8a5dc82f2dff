package io.gatehouse.gateway.call;

import io.gatehouse.gateway.person.Elicitation;
import io.gatehouse.gateway.person.Person;
import io.gatehouse.gateway.person.PersonAnswer;
import io.gatehouse.gateway.person.PersonQuestion;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The person behind a call, asked by an elicitation: on the stream of the call, or by ending this round of it.
final class CallPerson implements Person {
    private final RunningCall call;

    CallPerson(RunningCall call) {
        this.call = call;
    }

    @Override
    public void ask(PersonQuestion question, Consumer<PersonAnswer> answered) {
        Peer client = call.peer();
        Request elicitation = Elicitation.request(question, client.revision());
        String missing = ClientCapabilities.missing(client, Method.ELICIT, elicitation.params());
        if (missing != null) {
            answered.accept(new PersonAnswer.Unreachable("the client did not declare the capability " + missing));
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        call.rounds()
                .askPerson(
                        elicitation,
                        response -> {
                            if (over.compareAndSet(false, true)) {
                                answered.accept(Elicitation.answer(question, response));
                            }
                        },
                        () -> {
                            if (over.compareAndSet(false, true)) {
                                call.left();
                                answered.accept(new PersonAnswer.Cancelled());
                            }
                        });
    }
}
