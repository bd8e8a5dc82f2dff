/// How a server is reached and used.
@NullMarked
package io.gatehouse.upstream.settings;

import org.jspecify.annotations.NullMarked;
