package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;

/// How the Messages door treats requests.
///
/// @param relay bounds of what is relayed
/// @param loop where the tool loop ends
/// @param resultBytes longest text of one result for the model, 1,000 or more; the rest is cut, and the text says so
/// @param sources which servers requests may name
public record MessagesSettings(RelaySettings relay, LoopSettings loop, int resultBytes, SourceSettings sources) {

    /// What holds when nothing is configured.
    public static final MessagesSettings DEFAULT =
            new MessagesSettings(RelaySettings.DEFAULT, LoopSettings.DEFAULT, 400_000, SourceSettings.DEFAULT);
}
