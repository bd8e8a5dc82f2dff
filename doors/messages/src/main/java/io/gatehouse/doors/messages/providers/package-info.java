/// Model providers: routing by model name, retries and failover, and the platforms that speak the Messages API.
@NullMarked
package io.gatehouse.doors.messages.providers;

import org.jspecify.annotations.NullMarked;
