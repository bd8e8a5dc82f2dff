package io.gatehouse.store;

import io.gatehouse.store.ApprovalDecision.Decider;
import io.gatehouse.store.StoredApproval.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Requests for approval in a table.
final class SqlApprovals implements StoredApprovals {
    private static final Duration KEPT = Duration.ofDays(7);
    /// How many requests wait in a store.
    static final int MOST_WAITING = 10_000;
    /// How many of them are one account's.
    static final int MOST_OF_ACCOUNT = 200;

    private final Database database;
    private final int mostWaiting;
    private final int mostOfAccount;

    SqlApprovals(Database database, int mostWaiting, int mostOfAccount) {
        this.database = database;
        this.mostWaiting = mostWaiting;
        this.mostOfAccount = mostOfAccount;
    }

    @Override
    public ApprovalClaim claim(ApprovalCall call, ApprovalTerms terms, Instant now) throws StoreAwayException {
        if (call.arguments() == null) {
            throw new IllegalArgumentException("The arguments of the call are missing.");
        }
        String digest = call.digest();
        return database.write(handle -> {
            long number = 0;
            while (true) {
                StoredApproval open = open(handle, digest, now);
                if (open == null) {
                    if (number > 0) {
                        return make(handle, number, digest, call, terms, now);
                    }
                    // From here on, nobody else makes one; it is looked for again, because somebody may just have.
                    number = nextNumber(handle);
                } else if (open.stored() != State.APPROVED) {
                    return new ApprovalClaim.Pending(open);
                } else if (use(handle, open)) {
                    return new ApprovalClaim.Granted(open);
                }
            }
        });
    }

    /// The request for a call that counts now.
    private static @Nullable StoredApproval open(Handle handle, String digest, Instant now) {
        return handle.select("""
                        SELECT * FROM approvals
                        WHERE call_digest = ? AND state IN ('waiting', 'approved', 'denied') AND expires > ?
                        ORDER BY number
                        """, digest, now.toEpochMilli())
                .map(SqlApprovals::approval)
                .findFirst()
                .orElse(null);
    }

    /// @return false when another call was faster
    private static boolean use(Handle handle, StoredApproval approved) {
        return handle.execute(
                        "UPDATE approvals SET state = 'used', arguments = NULL WHERE number = ? AND state = 'approved'",
                        approved.number())
                == 1;
    }

    private ApprovalClaim make(
            Handle handle, long number, String digest, ApprovalCall call, ApprovalTerms terms, Instant now) {
        handle.execute(
                "DELETE FROM approvals WHERE expires < ?", now.minus(KEPT).toEpochMilli());
        ApprovalCall.Asker asker = call.asker();
        if (full(handle, asker, terms, now)) {
            return new ApprovalClaim.Full();
        }
        handle.createUpdate("""
                        INSERT INTO approvals
                            (number, call_digest, tenant, caller, caller_name, toolset, server, tool, definition,
                                arguments, why, state, created, expires)
                        VALUES (:number, :digest, :tenant, :caller, :name, :toolset, :server, :tool, :definition,
                            :arguments, :why, 'waiting', :created, :expires)
                        """)
                .bind("number", number)
                .bind("digest", digest)
                .bind("tenant", asker.tenant())
                .bind("caller", asker.caller())
                .bind("name", asker.name())
                .bind("toolset", asker.toolset())
                .bind("server", call.server())
                .bind("tool", call.tool())
                .bind("definition", call.definition())
                .bind("arguments", call.arguments())
                .bind("why", terms.why())
                .bind("created", now.toEpochMilli())
                .bind("expires", now.plus(terms.life()).toEpochMilli())
                .execute();
        return new ApprovalClaim.Pending(one(handle, number));
    }

    /// Whether too many requests wait, of the caller, of callers for the same key, or in all.
    private boolean full(Handle handle, ApprovalCall.Asker asker, ApprovalTerms terms, Instant now) {
        Map<String, Long> ofTenant = new HashMap<>();
        handle.select("""
                        SELECT caller, COUNT(*) AS waiting FROM approvals
                        WHERE tenant = ? AND state = 'waiting' AND expires > ?
                        GROUP BY caller
                        """, asker.tenant(), now.toEpochMilli())
                .map((row, context) -> Map.entry(row.getString("caller"), row.getLong("waiting")))
                .forEach(one -> ofTenant.put(one.getKey(), one.getValue()));
        if (ofTenant.getOrDefault(asker.caller(), 0L) >= terms.mostWaiting()) {
            return true;
        }
        long ofAccount = ofTenant.entrySet().stream()
                .filter(one -> terms.sameAccount().test(one.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return ofAccount >= mostOfAccount
                || handle.select(
                                        "SELECT COUNT(*) FROM approvals WHERE state = 'waiting' AND expires > ?",
                                        now.toEpochMilli())
                                .mapTo(Long.class)
                                .one()
                        >= mostWaiting;
    }

    private static long nextNumber(Handle handle) {
        handle.execute("UPDATE versions SET version = version + 1 WHERE name = 'approvals'");
        return handle.createQuery("SELECT version FROM versions WHERE name = 'approvals'")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public boolean goOn(String round, Instant now) throws StoreAwayException {
        Bounds.checkDigest(round);
        return database.write(handle -> {
            handle.execute(
                    "DELETE FROM approved_rounds WHERE created < ?",
                    now.minus(KEPT).toEpochMilli());
            return handle.execute(
                            "INSERT INTO approved_rounds (digest, created) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                            round,
                            now.toEpochMilli())
                    == 1;
        });
    }

    @Override
    public ApprovalDecision decide(long number, boolean approve, Decider decider, String reason, Instant now)
            throws StoreAwayException {
        if (!reason.isEmpty()) {
            Bounds.check("The reason", reason);
        }
        return database.write(handle -> {
            StoredApproval found = find(handle, number);
            if (found == null) {
                return new ApprovalDecision.NoSuchRequest();
            }
            if (!decider.self() && found.call().asker().caller().equals(decider.caller())) {
                return new ApprovalDecision.OwnCall();
            }
            int changed = handle.execute(
                    """
                    UPDATE approvals SET state = ?, decided_by = ?, decided = ?, reason = ?
                    WHERE number = ? AND state = 'waiting' AND expires > ?
                    """,
                    (approve ? State.APPROVED : State.DENIED).label(),
                    decider.name(),
                    now.toEpochMilli(),
                    reason,
                    number,
                    now.toEpochMilli());
            StoredApproval after = one(handle, number);
            return changed == 1 ? new ApprovalDecision.Done(after) : new ApprovalDecision.Over(after);
        });
    }

    @Override
    public List<StoredApproval> waiting(String tenant, long after, int most, Instant now) throws StoreAwayException {
        String ofTenant = tenant.isEmpty() ? "" : " AND tenant = :tenant";
        return database.read(handle -> {
            Query query = handle.createQuery("SELECT * FROM approvals"
                            + " WHERE state = 'waiting' AND expires > :now AND number > :after" + ofTenant
                            + " ORDER BY number LIMIT :most")
                    .bind("now", now.toEpochMilli())
                    .bind("after", after)
                    .bind("most", most);
            return (tenant.isEmpty() ? query : query.bind("tenant", tenant))
                    .map(SqlApprovals::approval)
                    .list();
        });
    }

    @Override
    public @Nullable StoredApproval get(long number) throws StoreAwayException {
        return database.read(handle -> find(handle, number));
    }

    private static @Nullable StoredApproval find(Handle handle, long number) {
        return handle.select("SELECT * FROM approvals WHERE number = ?", number)
                .map(SqlApprovals::approval)
                .findFirst()
                .orElse(null);
    }

    private static StoredApproval one(Handle handle, long number) {
        return handle.select("SELECT * FROM approvals WHERE number = ?", number)
                .map(SqlApprovals::approval)
                .one();
    }

    private static StoredApproval approval(ResultSet row, StatementContext context) throws SQLException {
        String decidedBy = row.getString("decided_by");
        return new StoredApproval(
                row.getLong("number"),
                new ApprovalCall(
                        new ApprovalCall.Asker(
                                row.getString("tenant"),
                                row.getString("caller"),
                                row.getString("caller_name"),
                                row.getString("toolset")),
                        row.getString("server"),
                        row.getString("tool"),
                        row.getString("definition"),
                        row.getString("arguments")),
                row.getString("why"),
                time(row, "created"),
                time(row, "expires"),
                State.of(row.getString("state")),
                decidedBy == null
                        ? null
                        : new StoredApproval.Made(decidedBy, time(row, "decided"), row.getString("reason")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
