/// The admin API at `/admin/v1`: keys of callers, calls that wait for approval, and the state of the gateway.
@NullMarked
package io.gatehouse.doors.admin;

import org.jspecify.annotations.NullMarked;
