/// A call to a server: what it carries, who hears of it, and why it failed.
@NullMarked
package io.gatehouse.upstream.call;

import org.jspecify.annotations.NullMarked;
