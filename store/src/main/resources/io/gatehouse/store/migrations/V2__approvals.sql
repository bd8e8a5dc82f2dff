-- Requests that a person agrees to a call. Times are milliseconds since 1970 in UTC.

CREATE TABLE approvals (
    number BIGINT NOT NULL PRIMARY KEY,
    call_digest TEXT NOT NULL,
    tenant TEXT NOT NULL,
    caller TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    toolset TEXT NOT NULL,
    server TEXT NOT NULL,
    tool TEXT NOT NULL,
    definition TEXT NOT NULL,
    -- Null once the call has run.
    arguments TEXT,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    decided_by TEXT,
    decided BIGINT,
    reason TEXT
);

CREATE INDEX approvals_call ON approvals (call_digest);

CREATE INDEX approvals_state ON approvals (state, expires);

CREATE INDEX approvals_expires ON approvals (expires);

-- Further rounds of calls that somebody agreed to, which must not be repeated.
CREATE TABLE approved_rounds (
    digest TEXT NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL
);

CREATE INDEX approved_rounds_created ON approved_rounds (created);

-- The last number that was given out. Who makes a request holds the row until the end of the transaction, so that two
-- equal calls do not make two.
INSERT INTO versions (name, version) VALUES ('approvals', 0);
