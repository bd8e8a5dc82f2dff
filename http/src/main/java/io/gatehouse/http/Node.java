package io.gatehouse.http;

/// A link of a circular list that holds its elements itself, so that joining and leaving cost no allocation. An element
/// is
/// in one list at most; a list is a bare node. Belongs to one event loop.
class Node {

    Node previous = this;
    Node next = this;

    final void joinEndOf(Node list) {
        previous = list.previous;
        next = list;
        previous.next = this;
        list.previous = this;
    }

    final void leave() {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
    }

    final boolean alone() {
        return next == this;
    }
}
