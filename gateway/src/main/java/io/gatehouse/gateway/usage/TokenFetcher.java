package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.usage.Leases.Held;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.TokenAsk;
import io.gatehouse.store.counts.TokenGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/// Asks for tokens, as many leases at once as wait for it.
final class TokenFetcher implements AutoCloseable {
    private static final int MOST_WAITING = 50_000;
    private static final int MOST_AT_ONCE = 256;

    private final Leases leases;
    private final CountsLink link;
    private final LongSupplier clock;
    private final BlockingQueue<Held> asked = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread = Thread.ofVirtual().name("shared limits").unstarted(this::run);
    private volatile boolean closed;

    TokenFetcher(Leases leases, CountsLink link, LongSupplier clock) {
        this.leases = leases;
        this.link = link;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /// Asks for tokens of a lease; those that wait for it hear of it.
    void ask(Held held) {
        if (closed || !asked.offer(held)) {
            List<Runnable> tell = new ArrayList<>();
            held.lease().failed(tell);
            tell(tell);
        }
    }

    private void run() {
        List<Held> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(asked.take());
            } catch (InterruptedException closing) {
                break;
            }
            asked.drainTo(batch, MOST_AT_ONCE - 1);
            fetch(batch);
            batch.clear();
        }
        closed = true;
        asked.drainTo(batch);
        failed(batch);
    }

    private void fetch(List<Held> batch) {
        List<TokenAsk> asks = batch.stream().map(leases::ask).toList();
        try {
            List<TokenGrant> grants = link.ask(counts -> counts.take(asks));
            long now = clock.getAsLong();
            List<Runnable> tell = new ArrayList<>();
            for (int at = 0; at < batch.size(); at++) {
                if (batch.get(at).lease().received(grants.get(at), now, tell)) {
                    ask(batch.get(at));
                }
            }
            tell(tell);
        } catch (CountsAwayException | RuntimeException failure) {
            failed(batch);
        }
    }

    private static void failed(List<Held> batch) {
        List<Runnable> tell = new ArrayList<>();
        batch.forEach(held -> held.lease().failed(tell));
        tell(tell);
    }

    /// On another thread, so that whatever they do next holds nobody up.
    private static void tell(List<Runnable> news) {
        if (!news.isEmpty()) {
            Thread.ofVirtual().name("shared limits").start(() -> news.forEach(Runnable::run));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
