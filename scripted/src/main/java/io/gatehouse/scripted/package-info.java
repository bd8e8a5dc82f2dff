/// A model that answers from a script: it plays a provider of the Messages API, for trying things
/// without one and for tests. It knows nothing of the door, and the door nothing of it.
@NullMarked
package io.gatehouse.scripted;

import org.jspecify.annotations.NullMarked;
