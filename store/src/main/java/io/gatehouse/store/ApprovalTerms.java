package io.gatehouse.store;

import java.time.Duration;
import java.util.function.Predicate;

/// On which terms a request is made.
///
/// @param why somebody has to agree, a clause for people
/// @param life how long it can be decided and used
/// @param mostWaiting how many requests of one caller may wait
/// @param sameAccount tells whether another caller of the tenant acts for the same key, from its
///     [ApprovalCall.Asker#caller()]
public record ApprovalTerms(String why, Duration life, int mostWaiting, Predicate<String> sameAccount) {}
