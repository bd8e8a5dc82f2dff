/// What crosses between the eras in the middle of a call: questions of servers, rounds, and calls that wait for
/// answers.
@NullMarked
package io.gatehouse.gateway.bridge;

import org.jspecify.annotations.NullMarked;
