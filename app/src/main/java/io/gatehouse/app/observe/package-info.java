/// What operators see: the log, the state of servers, metrics.
@NullMarked
package io.gatehouse.app.observe;

import org.jspecify.annotations.NullMarked;
