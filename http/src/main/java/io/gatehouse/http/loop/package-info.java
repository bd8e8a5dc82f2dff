/// The event loops, and what belongs to one: timers, what waits for memory; and threads beside them.
@NullMarked
package io.gatehouse.http.loop;

import org.jspecify.annotations.NullMarked;
