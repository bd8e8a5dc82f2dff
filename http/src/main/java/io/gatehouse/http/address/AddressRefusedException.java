package io.gatehouse.http.address;

import java.net.UnknownHostException;

/// A host has no address that a client may connect to. The message says so without naming one.
public final class AddressRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    public AddressRefusedException(String message) {
        super(message);
    }
}
