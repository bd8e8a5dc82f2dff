package io.gatehouse.doors.front.replicas;

import io.gatehouse.doors.front.Front;
import io.gatehouse.http.ErrorBody;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.Sha256;
import org.jspecify.annotations.Nullable;

/// Answers what other replicas ask and pass, on a listener of its own: whoever does not have the seal keys gets 403
/// before anything of a request is looked at.
public final class ReplicaHandler implements HttpHandler {
    private static final String JSON = "application/json";

    private final Replicas replicas;
    private final Front front;
    private final Replays replays = new Replays();

    /// @param front answers what is passed, and checks who sends it
    public ReplicaHandler(Replicas replicas, Front front) {
        this.replicas = replicas;
        this.front = front;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Errand errand = replicas.seals().request(exchange);
        if (errand == null
                || !Sha256.same(errand.digest(), ReplicaSeals.digest(exchange.body(), exchange::header))
                || !replays.fresh(errand.from(), errand.number())) {
            exchange.respond(403, JSON, ErrorBody.of("Only replicas of this gateway may call here."));
            return;
        }
        boolean holds = errand.kind() == Errand.Kind.HOLDS && replicas.holds(errand.subject());
        Told told = new Told(replicas.id().value(), replicas.stopping(), holds);
        exchange.responseHeader(ReplicaSeals.HEADER, replicas.seals().answer(told, errand));
        if (errand.kind() == Errand.Kind.HELLO) {
            exchange.respond(204);
        } else if (errand.to() != replicas.id().value()) {
            exchange.respond(421, JSON, ErrorBody.of("This is another replica."));
        } else if (errand.kind() == Errand.Kind.HOLDS) {
            exchange.respond(204);
        } else {
            replicas.received();
            front.passed(exchange, errand.subject(), errand.prefix(), new ReplicaId(errand.from()).toString());
        }
    }

    /// Whoever passed it hears that its body was not read, and gives the answer on.
    @Override
    public void refuseBody(HttpExchange exchange, int status, String reason) {
        Errand errand = replicas.seals().request(exchange);
        if (errand == null) {
            exchange.respond(status, JSON, ErrorBody.of(reason));
            return;
        }
        Told told = new Told(replicas.id().value(), replicas.stopping(), false);
        exchange.responseHeader(ReplicaSeals.HEADER, replicas.seals().answer(told, errand));
        front.refuseBody(exchange, status, reason);
    }

    @Override
    public @Nullable String owner(HttpExchange exchange) {
        return front.passedOwner(exchange);
    }

    @Override
    public boolean takesBody(HttpExchange exchange) {
        Errand errand = replicas.seals().request(exchange);
        return errand != null
                && errand.kind() == Errand.Kind.PASS
                && errand.to() == replicas.id().value()
                && front.takesPassedBody(exchange);
    }
}
