package io.gatehouse.gateway.person;

import java.util.function.Consumer;

/// The person behind something that is asked, as far as the client can show that person a question: by an elicitation
/// on the stream of the request (2025-06-18, 2025-11-25), or by ending the request with `input_required` and taking the
/// answer from the next one (2026-07-28). Whoever asks does not see the difference.
@FunctionalInterface
public interface Person {
    /// Where nobody can be asked: lists, notifications, requests of the Messages API.
    Person NOBODY = (question, answered) ->
            answered.accept(new PersonAnswer.Unreachable("what asks here has no way to show a question"));

    /// Asks. Does not block, and waits as long as a parked call may (`limits.parked-for`), or as long as a client of an
    /// older revision is given for an answer.
    ///
    /// While the person is asked, the deadline of a call stands still. A client that leaves ends the call, and the
    /// answer is [PersonAnswer.Cancelled].
    ///
    /// @param answered hears exactly once: before this method returns, or later on any thread
    void ask(PersonQuestion question, Consumer<PersonAnswer> answered);
}
