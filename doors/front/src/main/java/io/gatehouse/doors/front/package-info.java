/// What stands before every door: routes, `Host` and `Origin`, who is calling, refusals, and what is being worked on.
/// It knows no door.
@NullMarked
package io.gatehouse.doors.front;

import org.jspecify.annotations.NullMarked;
