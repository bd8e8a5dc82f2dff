/// What servers list, made acceptable to the official SDK clients, and to models' providers: what those refuse is
/// mended or dropped, one entry at a time, and every change is told.
@NullMarked
package io.gatehouse.upstream.repair;

import org.jspecify.annotations.NullMarked;
