/// What bodies may hold of the memory, and where they are collected.
@NullMarked
package io.gatehouse.http.memory;

import org.jspecify.annotations.NullMarked;
