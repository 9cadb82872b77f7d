-- A key that was withdrawn in an emergency is dead whatever a node's clock says.
ALTER TABLE signing_key ADD COLUMN withdrawn_at BIGINT;
