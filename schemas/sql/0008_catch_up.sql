-- A pause that is over keeps its row until the partition has caught up: the ledger works, and exits go on waiting, because until
-- then the books are older than what waited in the queue. Who pauses again takes the row away in the same transaction.
ALTER TABLE pauses
    ADD COLUMN resumed_us BIGINT NOT NULL DEFAULT 0;  -- 0: paused; else when that ended. It names the mark that ends the row
