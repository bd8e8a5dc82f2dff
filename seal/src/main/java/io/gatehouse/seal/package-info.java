/// Authenticated tokens and the file of the keys that seal them. Knows nothing of what a token says.
@NullMarked
package io.gatehouse.seal;

import org.jspecify.annotations.NullMarked;
