/// Counts that several gateways share, over Redis or the store.
@NullMarked
package io.gatehouse.store.counts;

import org.jspecify.annotations.NullMarked;
