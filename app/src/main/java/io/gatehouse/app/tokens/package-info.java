/// `gatehouse token`: short-lived tokens, made and revoked at a gateway that runs.
@NullMarked
package io.gatehouse.app.tokens;

import org.jspecify.annotations.NullMarked;
