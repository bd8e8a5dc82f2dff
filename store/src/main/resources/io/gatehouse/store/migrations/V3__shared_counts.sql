-- What gateways count together. Times are microseconds or milliseconds since 1970 in UTC, by the clock of the server.

-- Buckets of tokens that fill evenly. A bucket that is full again says the same as none.
CREATE TABLE shared_buckets (
    name TEXT NOT NULL PRIMARY KEY,
    tokens DOUBLE PRECISION NOT NULL,
    changed_micros BIGINT NOT NULL,
    filled_millis BIGINT NOT NULL
);

CREATE INDEX shared_buckets_filled ON shared_buckets (filled_millis);

-- Digests of values that were used, with the time of their last use. Who changes a set holds its row in shared_buckets.
CREATE TABLE shared_values (
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    used_micros BIGINT NOT NULL,
    ends_millis BIGINT NOT NULL,
    PRIMARY KEY (name, digest)
);

CREATE INDEX shared_values_ends ON shared_values (ends_millis);

-- What was used of quotas.
CREATE TABLE shared_sums (
    name TEXT NOT NULL PRIMARY KEY,
    amount BIGINT NOT NULL,
    ends_millis BIGINT NOT NULL
);

CREATE INDEX shared_sums_ends ON shared_sums (ends_millis);

-- The gateways that are there.
CREATE TABLE shared_gateways (
    id TEXT NOT NULL PRIMARY KEY,
    ends_millis BIGINT NOT NULL
);
