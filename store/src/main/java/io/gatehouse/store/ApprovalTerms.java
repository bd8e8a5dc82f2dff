package io.gatehouse.store;

import java.time.Duration;

/// On which terms a request is made.
///
/// @param why somebody has to agree, a clause for people
/// @param life how long it can be decided and used
/// @param mostWaiting how many requests of one caller may wait
public record ApprovalTerms(String why, Duration life, int mostWaiting) {}
