/// What callers may see and do: decisions as plain functions of data. Nothing here waits, or knows where its data comes
/// from.
@NullMarked
package io.gatehouse.policy;

import org.jspecify.annotations.NullMarked;
