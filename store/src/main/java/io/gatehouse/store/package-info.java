/// Durable state behind small interfaces: in a file of SQLite, or in a PostgreSQL database that several gateways share.
@NullMarked
package io.gatehouse.store;

import org.jspecify.annotations.NullMarked;
