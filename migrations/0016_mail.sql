-- What is sent goes to more than clients: the receiver's name means something together with the kind.
ALTER TABLE delivery RENAME COLUMN client_id TO receiver;
DROP INDEX ix_delivery_next;
DROP INDEX ix_delivery_client;
CREATE INDEX ix_delivery_next ON delivery (next_at, kind, receiver);
CREATE INDEX ix_delivery_receiver ON delivery (kind, receiver, next_at);
