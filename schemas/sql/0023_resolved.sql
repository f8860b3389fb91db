-- When a person last told what the exchange's desk says of an order in doubt (backstopctl in-doubt resolve); 0: never, or the exchange
-- has been heard of it since. Of a row in doubt with it only `heard` counts against the position, not the whole order.
ALTER TABLE exits
    ADD COLUMN resolved_us BIGINT NOT NULL DEFAULT 0;

-- backstopctl commands list reads the newest ones; the table keeps every day's.
ALTER TABLE commands
    ADD KEY by_time (accepted_us);
