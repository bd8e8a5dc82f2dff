/// Who is calling: makes the caller of a request from what it shows. What a caller may do is decided elsewhere.
@NullMarked
package io.gatehouse.identity;

import org.jspecify.annotations.NullMarked;
