/// Servers as child processes: how they start, what they write, how they end.
@NullMarked
package io.gatehouse.upstream.child;

import org.jspecify.annotations.NullMarked;
