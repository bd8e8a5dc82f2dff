/// What gateways count together: leased limits, reach, quotas.
@NullMarked
package io.gatehouse.gateway.usage;

import org.jspecify.annotations.NullMarked;
