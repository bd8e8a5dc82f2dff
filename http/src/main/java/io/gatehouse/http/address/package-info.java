/// Which addresses a call may go to.
@NullMarked
package io.gatehouse.http.address;

import org.jspecify.annotations.NullMarked;
