/// Where gateways count together, and the command that shows what was used.
@NullMarked
package io.gatehouse.app.quotas;

import org.jspecify.annotations.NullMarked;
