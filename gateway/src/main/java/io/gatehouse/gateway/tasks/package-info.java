/// Tasks (tasks extension of 2026-07-28): their sealed ids, and what of a task is read and changed on its way.
@NullMarked
package io.gatehouse.gateway.tasks;

import org.jspecify.annotations.NullMarked;
