/// Commands that show requests for approval and decide about them.
@NullMarked
package io.gatehouse.app.approvals;

import org.jspecify.annotations.NullMarked;
