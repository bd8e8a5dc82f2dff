package io.gatehouse.http.server;

import io.gatehouse.http.loop.BodyCharge;
import io.gatehouse.http.loop.Node;
import io.gatehouse.http.memory.BodyMemory;
import org.jspecify.annotations.Nullable;

/// What one exchange holds of the memory that requests and answers share. A part of the exchange and no object of its
/// own, because each call has one. Belongs to its event loop.
abstract class ExchangeMemory extends Node {
    final ServerLoop server;
    private @Nullable BodyCharge charge;
    private int head;
    private long small;
    private @Nullable String owner;
    private boolean ownerKnown;
    private long answering;

    ExchangeMemory(ServerLoop server) {
        this.server = server;
    }

    /// The exchange itself.
    abstract ServerExchange self();

    ServerLoop server() {
        return server;
    }

    /// The memory that a large body is charged with; null while it is small.
    @Nullable
    BodyCharge charge() {
        return charge;
    }

    /// Whether the body waits for memory.
    boolean waitsForMemory() {
        return charge != null && charge.waiting();
    }

    /// Charges a body that is large from now on.
    BodyCharge chargeTo(String owning) {
        BodyCharge begun = new BodyCharge(server.loop(), memory().requests(), owning, memory().requestWait(), self());
        charge = begun;
        return begun;
    }

    /// The head holds so many bytes.
    void head(int bytes) {
        head = bytes;
    }

    int head() {
        return head;
    }

    /// What the answer holds.
    long answering() {
        return answering;
    }

    /// The body takes so much memory now and is not counted, if it is small and not too many others are.
    boolean holdUncounted(int size, int capacity) {
        long all = (long) head + capacity;
        if (size > BodyMemory.SMALL || !server.loop().small().hold(all - small)) {
            return false;
        }
        small = all;
        return true;
    }

    void giveUncounted() {
        server.loop().small().give(small);
        small = 0;
    }

    BodyMemory memory() {
        return server.loop().memory();
    }

    /// Whom this exchange is charged to; null for nobody.
    @Nullable
    String owner() {
        if (!ownerKnown) {
            ownerKnown = true;
            owner = server.owner(self());
        }
        return owner;
    }

    /// Charges an answer that is to be sent.
    ///
    /// @return false when far too much is held already
    boolean charged(int length) {
        String owning = owner();
        if (owning != null) {
            if (!memory().answers().force(owning, length)) {
                return false;
            }
            answering = length;
        }
        return true;
    }

    /// Counts a small answer: with the requests that are small, and where all of those are too many, as a large one.
    ///
    /// @return false when far too much is held already
    boolean holdSmall(int length) {
        if (server.loop().small().hold(length)) {
            small += length;
            return true;
        }
        if (memory().answers().exceeded()) {
            server.cutOffLargest();
        }
        return charged(length);
    }

    void release() {
        giveUncounted();
        if (charge != null) {
            charge.close();
        }
        String owning = owner;
        if (answering > 0 && owning != null) {
            memory().answers().give(owning, answering);
            answering = 0;
        }
    }
}
