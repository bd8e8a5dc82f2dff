/// Several gateways behind one address: how they find each other, and how one passes a request to the one that holds
/// what it is about.
@NullMarked
package io.gatehouse.doors.front.replicas;

import org.jspecify.annotations.NullMarked;
