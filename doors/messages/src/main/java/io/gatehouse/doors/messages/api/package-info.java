/// What every part of the Messages door shares: replies, the entry that is logged, JSON trees.
@NullMarked
package io.gatehouse.doors.messages.api;

import org.jspecify.annotations.NullMarked;
