package io.gatehouse.doors.messages.sources;

import io.gatehouse.http.address.AddressGuard;
import io.gatehouse.models.ApiException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/// Holds the client of an outside server to what a request may name: where its name leads, and where it redirects to.
///
/// @param addresses where it may connect to
/// @param settings which addresses a request may name
/// @param local whether only this machine reaches the gateway
record OutsideGuard(AddressGuard addresses, SourceSettings settings, boolean local) implements AddressGuard {
    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return addresses.addresses(host);
    }

    @Override
    public boolean follows(URI target) {
        try {
            OutsideAddress.check(target, "redirect", settings, local);
            return true;
        } catch (ApiException refused) {
            return false;
        }
    }
}
