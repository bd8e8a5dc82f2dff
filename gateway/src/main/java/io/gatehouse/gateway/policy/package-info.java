/// The steps that everything takes that is asked of the gateway, whatever protocol asks: a way of steps, the decision
/// whether it may go on, and the note before it has effects.
@NullMarked
package io.gatehouse.gateway.policy;

import org.jspecify.annotations.NullMarked;
