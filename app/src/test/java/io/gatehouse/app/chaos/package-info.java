/// A gateway, its servers and its clients while processes and connections of theirs are killed at random.
@NullMarked
package io.gatehouse.app.chaos;

import org.jspecify.annotations.NullMarked;
