-- The exchange has told the gateway that it had this order. A message of which this was told has arrived and was taken: whoever says the
-- opposite afterwards, also to a later process, puts the order in doubt.
ALTER TABLE exits
    ADD COLUMN lived TINYINT NOT NULL DEFAULT 0;
