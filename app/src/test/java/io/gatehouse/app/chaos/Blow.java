package io.gatehouse.app.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Something that happens to a gateway, its servers or its clients. Another one is one more constant.
enum Blow {
    /// A server's program is killed.
    KILL_PROGRAM(4) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            ProcessHandle program = any(bed.gateway().children(), random);
            if (program != null) {
                Program.signal(program, "KILL");
            }
        }
    },

    /// A server's program does nothing for a while.
    PAUSE_PROGRAM(1) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            ProcessHandle program = any(bed.gateway().children(), random);
            if (program != null) {
                Program.signal(program, "STOP");
                pause(random);
                Program.signal(program, "CONT");
            }
        }
    },

    /// A server over HTTP ends, and is there again a moment later.
    RESTART_SERVER(3) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            HttpUpstream server = any(bed.upstreams(), random);
            server.shut();
            pause(random);
            server.open();
        }
    },

    /// Connections to a server are reset.
    CUT_SERVER(5) {
        @Override
        void strike(ChaosBed bed, Random random) {
            any(bed.upstreams(), random).proxy().cut(random, random.nextDouble());
        }
    },

    /// Nothing passes to or from a server for a while.
    HOLD_SERVER(1) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            hold(any(bed.upstreams(), random).proxy(), random);
        }
    },

    /// Connections of clients are reset.
    CUT_CLIENTS(6) {
        @Override
        void strike(ChaosBed bed, Random random) {
            bed.gateway().proxy().cut(random, random.nextDouble());
        }
    },

    /// Nothing passes to or from clients for a while.
    HOLD_CLIENTS(1) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            hold(bed.gateway().proxy(), random);
        }
    },

    /// The configuration changes.
    EDIT(2) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            bed.gateway().edit();
        }
    },

    /// The gateway is killed, and started again.
    KILL_GATEWAY(1) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            bed.gateway().kill();
        }
    },

    /// The gateway stops as operators stop it, and is started again.
    RESTART_GATEWAY(1) {
        @Override
        void strike(ChaosBed bed, Random random) throws Exception {
            bed.gateway().restart();
        }
    };

    private static final int MOST_PAUSE_MILLIS = 1_500;

    private final int weight;

    Blow(int weight) {
        this.weight = weight;
    }

    abstract void strike(ChaosBed bed, Random random) throws Exception;

    /// Whether the gateway's process stays.
    boolean sparesTheGateway() {
        return this != KILL_GATEWAY && this != RESTART_GATEWAY;
    }

    /// The next one at random, by their weights.
    static Blow next(Random random) {
        int at = random.nextInt(
                Arrays.stream(values()).mapToInt(blow -> blow.weight).sum());
        for (Blow blow : values()) {
            at -= blow.weight;
            if (at < 0) {
                return blow;
            }
        }
        throw new IllegalStateException();
    }

    private static <T> T any(List<T> of, Random random) {
        return of.isEmpty() ? null : of.get(random.nextInt(of.size()));
    }

    private static void pause(Random random) throws InterruptedException {
        Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
    }

    private static void hold(CuttingProxy proxy, Random random) throws InterruptedException {
        proxy.hold();
        pause(random);
        proxy.release();
    }
}
