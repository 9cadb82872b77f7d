-- Who is told of chosen events. actions: a JSON list of names, `noun.*` or `*`. The secrets that sign are sealed;
-- previous_secret signs beside secret until previous_until, so that a receiver can change over.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    actions TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until BIGINT,
    disabled_at BIGINT,
    last_success_at BIGINT,
    last_failure_at BIGINT,
    last_answer TEXT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
