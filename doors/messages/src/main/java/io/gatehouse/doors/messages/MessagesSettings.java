package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.translation.ResultSettings;

/// How the Messages door treats requests.
///
/// @param relay bounds of what is relayed
/// @param loop where the tool loop ends
/// @param results how results reach the model
/// @param sources which servers requests may name
public record MessagesSettings(RelaySettings relay, LoopSettings loop, ResultSettings results, SourceSettings sources) {

    /// What holds when nothing is configured.
    public static final MessagesSettings DEFAULT = new MessagesSettings(
            RelaySettings.DEFAULT, LoopSettings.DEFAULT, ResultSettings.DEFAULT, SourceSettings.DEFAULT);
}
