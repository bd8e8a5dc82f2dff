/// Model providers: routing by model name, retries and failover, and the errors that callers get.
@NullMarked
package io.gatehouse.models;

import org.jspecify.annotations.NullMarked;
