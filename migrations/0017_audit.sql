-- The two ends of the chain of events: `first` is the last event that retention has deleted, `last` the newest that is
-- sealed. mac is made with the installation's secret, so that who can write rows only cannot move an end.
CREATE TABLE audit_head (
    name TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    mac TEXT NOT NULL
);

CREATE INDEX ix_event_client ON event (client_id, id);
