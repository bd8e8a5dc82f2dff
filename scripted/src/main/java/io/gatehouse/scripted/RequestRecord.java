package io.gatehouse.scripted;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The latest requests, bounded in number and in bytes.
final class RequestRecord {
    private final int mostRequests;
    private final long mostBytes;
    private final Deque<RecordedRequest> kept = new ArrayDeque<>();
    private long bytes;

    RequestRecord(int mostRequests, long mostBytes) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
    }

    synchronized void add(RecordedRequest request) {
        kept.add(request);
        bytes += request.body().length;
        while (kept.size() > mostRequests || bytes > mostBytes && !kept.isEmpty()) {
            bytes -= kept.remove().body().length;
        }
    }

    synchronized List<RecordedRequest> all() {
        return List.copyOf(kept);
    }
}
