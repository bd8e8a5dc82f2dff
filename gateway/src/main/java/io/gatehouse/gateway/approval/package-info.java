/// Calls that a person has to agree to: what that person is shown, who is asked, and the queue in which others decide.
@NullMarked
package io.gatehouse.gateway.approval;

import org.jspecify.annotations.NullMarked;
