package io.gatehouse.upstream.child;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All child processes that run, so that the end of the virtual machine leaves none behind.
public final class Children {
    private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static volatile boolean shuttingDown;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Children::shutDown, "children-shutdown"));
    }

    private Children() {}

    /// Notes a child; false when the virtual machine is ending and the child must end too.
    static boolean add(ChildProcess child) {
        RUNNING.add(child);
        if (shuttingDown) {
            RUNNING.remove(child);
            return false;
        }
        return true;
    }

    static void remove(ChildProcess child) {
        RUNNING.remove(child);
    }

    /// Ends all at once; as long as the slowest takes.
    static void closeAll() {
        List<Thread> closing = new ArrayList<>();
        for (ChildProcess child : RUNNING) {
            closing.add(Thread.ofVirtual().start(child::close));
        }
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void shutDown() {
        shuttingDown = true;
        closeAll();
    }
}
