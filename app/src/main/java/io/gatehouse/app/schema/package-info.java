/// What may stand in a configuration file: each group of settings with its names, kinds and defaults.
@NullMarked
package io.gatehouse.app.schema;

import org.jspecify.annotations.NullMarked;
