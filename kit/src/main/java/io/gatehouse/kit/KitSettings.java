package io.gatehouse.kit;

import io.gatehouse.protocol.CacheScope;
import java.time.Duration;

/// The bounds and defaults of a [KitServer].
///
/// @param pageSize entries on a page of a list, 1 or more
/// @param timeToLive how long a modern client may keep lists, and resources that say nothing else
/// @param listScope who may share a kept list
/// @param resourceScope who may share a kept resource that says nothing else
/// @param maxRunning calls that run at the same time
/// @param maxListeners subscriptions at the same time
/// @param maxUris resources that one subscription may watch
/// @param askTimeout how long a call waits for an answer of a legacy client
/// @param stateLifetime how long a modern client may take to answer (`requestState`)
/// @param maxRounds how often one call may ask a modern client
/// @param maxStateBytes the bound on `requestState`, in bytes
/// @param maxArgumentBytes the bound on the arguments of one call, in bytes
/// @param logLevel what legacy clients are told that never set a level
public record KitSettings(
        int pageSize,
        Duration timeToLive,
        CacheScope listScope,
        CacheScope resourceScope,
        int maxRunning,
        int maxListeners,
        int maxUris,
        Duration askTimeout,
        Duration stateLifetime,
        int maxRounds,
        int maxStateBytes,
        int maxArgumentBytes,
        LogLevel logLevel) {
    /// Pages of 1,000; a minute to keep; 1,000 calls and 10,000 subscriptions; 5 minutes to answer.
    public static final KitSettings DEFAULT = new KitSettings(
            1_000,
            Duration.ofMinutes(1),
            CacheScope.PUBLIC,
            CacheScope.PRIVATE,
            1_000,
            10_000,
            1_000,
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            16,
            256 << 10,
            4 << 20,
            LogLevel.INFO);

    public KitSettings {
        if (pageSize < 1 || maxRunning < 1 || maxListeners < 1 || maxRounds < 1) {
            throw new IllegalArgumentException("pageSize, maxRunning, maxListeners and maxRounds must be 1 or more");
        }
    }

    /// The same with another page size.
    public KitSettings withPageSize(int entries) {
        return new KitSettings(
                entries,
                timeToLive,
                listScope,
                resourceScope,
                maxRunning,
                maxListeners,
                maxUris,
                askTimeout,
                stateLifetime,
                maxRounds,
                maxStateBytes,
                maxArgumentBytes,
                logLevel);
    }

    /// The same with another bound on calls that run at the same time.
    public KitSettings withMaxRunning(int calls) {
        return new KitSettings(
                pageSize,
                timeToLive,
                listScope,
                resourceScope,
                calls,
                maxListeners,
                maxUris,
                askTimeout,
                stateLifetime,
                maxRounds,
                maxStateBytes,
                maxArgumentBytes,
                logLevel);
    }

    /// The same with other bounds on the time that answers may take.
    public KitSettings withAnswerTimes(Duration ask, Duration state) {
        return new KitSettings(
                pageSize,
                timeToLive,
                listScope,
                resourceScope,
                maxRunning,
                maxListeners,
                maxUris,
                ask,
                state,
                maxRounds,
                maxStateBytes,
                maxArgumentBytes,
                logLevel);
    }
}
