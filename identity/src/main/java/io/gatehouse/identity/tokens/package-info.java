/// Signed tokens (JWT) of issuers outside the gateway: whether one is valid, who shows it, and the keys of its issuer.
@NullMarked
package io.gatehouse.identity.tokens;

import org.jspecify.annotations.NullMarked;
