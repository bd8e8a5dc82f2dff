/// Server-sent events: read and written.
@NullMarked
package io.gatehouse.http.sse;

import org.jspecify.annotations.NullMarked;
