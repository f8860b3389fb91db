-- What an event says decides whether it is a repeat, and which state of an order stands; the order of arrival decides nothing.

-- A source that does not number its events may use an id for more than one of them: the same trade number on two exchanges, an
-- order's state beside its fill. Only what is equal in content is a repeat. Rows from before have '': they go on standing for
-- every event under their id.
ALTER TABLE inbox
    ADD COLUMN content VARCHAR(32) NOT NULL DEFAULT '',  -- digest of all that the event says but its source and received time
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (source, day, id, content);

-- Of two states of an order the one with the larger standing is the row (docs/events.md). 8 bytes: settled, and the exchange's
-- time; 4: filled, and what can only follow what; 8: the event's number; 4: a checksum of the rest of the row.
ALTER TABLE orders
    ADD COLUMN standing BINARY(24) NOT NULL DEFAULT '';

-- Rows from before: all but the number, which nobody has kept.
UPDATE orders SET standing = UNHEX(CONCAT(
    LPAD(HEX(IF(state + 0 > 4, 9223372036854775808, 0) + exchange_time_us), 16, '0'),
    LPAD(HEX(filled * 8 + ELT(state + 0, 2, 1, 3, 0, 7, 6, 4, 5)), 8, '0'),
    REPEAT('0', 24)));

-- Orders that the exchange has not numbered yet. Their row in `orders` is keyed by the client order id; when the number comes, that
-- row and this one go. Every partition's ledger remembers its part of this table, which is mostly small.
CREATE TABLE orders_without_number (
    part            SMALLINT UNSIGNED NOT NULL,
    account         VARCHAR(16)  NOT NULL,
    day             INT UNSIGNED NOT NULL,
    exchange        ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment         ENUM('CM','FO','CD','CO') NOT NULL,
    client_order_id VARCHAR(40)  NOT NULL,
    PRIMARY KEY (part, account, day, exchange, segment, client_order_id)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Events behind a hole in their stream's numbers, beyond the share that may wait in a queue's window: their messages are
-- acknowledged, so that other sources go on, and they are read from here when their turn comes. Rows below the watermark are done.
CREATE TABLE held_events (
    part    SMALLINT UNSIGNED NOT NULL,
    source  VARCHAR(32)       NOT NULL,
    day     INT UNSIGNED      NOT NULL,
    seq     BIGINT            NOT NULL,
    body    LONGBLOB          NOT NULL,  -- the event
    held_us BIGINT            NOT NULL,
    PRIMARY KEY (part, source, day, seq)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
