/// Tasks (tasks extension of 2026-07-28, experimental tasks of 2025-11-25): their sealed ids, and what of a task is
/// read and changed on its way.
@NullMarked
package io.gatehouse.gateway.tasks;

import org.jspecify.annotations.NullMarked;
