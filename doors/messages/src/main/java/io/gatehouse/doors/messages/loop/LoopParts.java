package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.messages.api.ModelSpending;
import io.gatehouse.doors.messages.api.RequestLogs;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.translation.ResultMemory;
import io.gatehouse.doors.messages.translation.ResultText;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.Providers;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What loops are made of, the same for all requests.
///
/// @param settings where loops end, asked for each request
/// @param resultBytes longest text of one result for the model, asked for each request
/// @param sourceSettings which servers requests may name, asked for each request
/// @param providers asked for each request
/// @param sources finds the servers that requests name
/// @param results what earlier results were for the model
/// @param logs begins the entry of each request
/// @param spending counts what requests use of quotas
public record LoopParts(
        Supplier<LoopSettings> settings,
        IntSupplier resultBytes,
        Supplier<SourceSettings> sourceSettings,
        Supplier<Providers> providers,
        SourceFinder sources,
        EarlierResults results,
        RequestLogs logs,
        ModelSpending spending) {

    /// What was told of earlier results to the sender of a request.
    ResultMemory memory(HttpExchange exchange, Visitor visitor) {
        return results.of(exchange, visitor, new ResultText(resultBytes.getAsInt(), true, true));
    }
}
