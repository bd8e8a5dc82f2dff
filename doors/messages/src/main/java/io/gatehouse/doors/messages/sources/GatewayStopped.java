package io.gatehouse.doors.messages.sources;

import java.util.concurrent.CancellationException;

/// A call is called off because the gateway stops, and not by its client.
public final class GatewayStopped extends CancellationException {
    private static final long serialVersionUID = 1;

    /// Its message is what the record of the call says.
    public GatewayStopped() {
        super("the gateway stopped before the server answered");
    }
}
