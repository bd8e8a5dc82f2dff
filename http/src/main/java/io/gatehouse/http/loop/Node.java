package io.gatehouse.http.loop;

/// A link of a circular list that holds its elements itself, so that joining and leaving cost no allocation. An
/// element is in one list at most; a list is a bare node. Belongs to one event loop.
public class Node {

    private Node previous = this;
    private Node next = this;

    public final void joinEndOf(Node list) {
        previous = list.previous;
        next = list;
        previous.next = this;
        list.previous = this;
    }

    public final void leave() {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
    }

    /// The one behind it; the list itself behind the last.
    public final Node next() {
        return next;
    }

    public final boolean alone() {
        return next == this;
    }
}
