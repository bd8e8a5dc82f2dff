package io.gatehouse.upstream;

import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps all that a child process tells, for a test to wait for.
final class RecordingListener implements ChildProcess.Listener {
    final BlockingQueue<Slice> lines = new LinkedBlockingQueue<>();
    final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    final List<ChildExit> exits = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ChildExit> exited = new LinkedBlockingQueue<>();

    @Override
    public void line(Slice line) {
        lines.add(line);
    }

    @Override
    public void stderr(String line) {
        errors.add(line);
    }

    @Override
    public void exited(ChildExit exit) {
        exits.add(exit);
        exited.add(exit);
    }

    String nextLine() {
        return within(lines).text();
    }

    ChildExit exit() {
        return within(exited);
    }

    static <T> T within(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within 20 s");
            }
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
