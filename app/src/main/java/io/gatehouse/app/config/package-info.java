/// The configuration: how its files are found, read, checked and watched, clients' files included.
@NullMarked
package io.gatehouse.app.config;

import org.jspecify.annotations.NullMarked;
