package io.gatehouse.upstream;

import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.child.ChildExit;
import io.gatehouse.upstream.child.ChildProcess;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps all that a child process tells, for a test to wait for.
public final class RecordingListener implements ChildProcess.Listener {
    public final BlockingQueue<Slice> lines = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    public final List<ChildExit> exits = new CopyOnWriteArrayList<>();
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

    public String nextLine() {
        return within(lines).text();
    }

    public ChildExit exit() {
        return within(exited);
    }

    public static <T> T within(BlockingQueue<T> queue) {
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
