package io.gatehouse.http.memory;

import io.gatehouse.http.MemorySettings;
import java.time.Duration;

/// The memory that the bodies of one engine hold. Bodies of up to [#SMALL] bytes are not counted, as long as all of
/// them together hold no more than the bodies that are.
///
/// @param requests of clients
/// @param answers of servers, from their first byte until the client has taken the last
/// @param requestWait how long a request waits for room
/// @param answerWait how long an answer is left unread for want of room
public record BodyMemory(ByteBudget requests, ByteBudget answers, Duration requestWait, Duration answerWait) {

    /// The largest body that is usually not counted, in bytes.
    public static final int SMALL = 64 << 10;

    public static BodyMemory of(MemorySettings settings) {
        return new BodyMemory(
                new ByteBudget(settings::requestBytes, settings.callerPercent()),
                new ByteBudget(settings::answerBytes, settings.callerPercent()),
                settings.requestWait(),
                settings.answerWait());
    }
}
