package io.gatehouse.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// How much a call allocates on the heap of Gatehouse, as its threads count it.
final class Allocation implements Part {
    private static final int CONNECTIONS = 8;
    private static final double KB = 1024;

    @Override
    public String title() {
        return "allocation";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.ALLOCATED);
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (Contender gatehouse = Gatehouse.start(bed);
                JMXConnector connector =
                        connect(Gatehouse.child(gatehouse).tree().java().pid())) {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            for (Era era : Era.values()) {
                List<String> calls = Calls.toolsCall(era, gatehouse.address(era), gatehouse.sessions(era, CONNECTIONS));
                List<Double> rounds = new ArrayList<>();
                Steady.await(
                        bed.plan().slices(),
                        () -> kilobytes(
                                bed, gatehouse, era, calls, threads, bed.plan().slice()));
                for (int round = 0; round < bed.plan().rounds(); round++) {
                    rounds.add(kilobytes(
                            bed, gatehouse, era, calls, threads, bed.plan().throughput()));
                }
                Spread spread = Spread.of(rounds);
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("era", era.server());
                row.put("KB a call", Math.round(spread.median() * 100) / 100.0);
                bed.results().row("allocation, " + CONNECTIONS + " connections", row);
                bed.results().measured(McpTarget.ALLOCATED, spread);
            }
        }
    }

    private static double kilobytes(
            Bed bed, Contender gatehouse, Era era, List<String> calls, ThreadMXBean threads, int seconds)
            throws Exception {
        long before = threads.getTotalThreadAllocatedBytes();
        Wrk run = Wrk.run(bed, gatehouse.address(era), calls, CONNECTIONS, seconds);
        return (threads.getTotalThreadAllocatedBytes() - before) / KB / run.requests();
    }

    /// A connection to the local agent of a process that the benchmark itself has started.
    @SuppressWarnings("BanJNDI")
    private static JMXConnector connect(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }
}
