package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.messages.translation.OtherResults;
import io.gatehouse.doors.messages.translation.ResultMemory;
import io.gatehouse.doors.messages.translation.ResultStore;
import io.gatehouse.doors.messages.translation.ResultText;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.seal.ReplicaId;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What models were told of the results of earlier calls, here and in other replicas.
///
/// @param here what this one remembers
/// @param replica what this one is called; null where there is only one
/// @param others what the others remember, for one request
public record EarlierResults(
        ResultStore here, @Nullable ReplicaId replica, BiFunction<HttpExchange, Visitor, OtherResults> others) {

    /// Those of a gateway without other replicas.
    public static EarlierResults alone(ResultStore here) {
        return new EarlierResults(here, null, (exchange, visitor) -> OtherResults.NONE);
    }

    ResultMemory of(HttpExchange exchange, Visitor visitor, ResultText text) {
        return new ResultMemory(here, others.apply(exchange, visitor), visitor.caller(), text);
    }
}
