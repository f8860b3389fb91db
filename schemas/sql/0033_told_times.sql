-- Up to when each numbered source has told of each market, by the exchange's clock: the ledger moves it in the transaction that books the
-- events, a minute at a time. A day's orders end unasked only where a source that reports ours has told of a later time (docs/adr/0033).
CREATE TABLE told_times (
    part     SMALLINT UNSIGNED NOT NULL,
    source   VARCHAR(32)       NOT NULL,
    exchange ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment  ENUM('CM','FO','CD','CO') NOT NULL,
    told_us  BIGINT            NOT NULL,  -- the latest of its events that are booked
    own_us   BIGINT            NOT NULL,  -- the same of orders of ours; 0: it has never told of one
    PRIMARY KEY (part, source, exchange, segment),
    KEY by_source (source, exchange, segment)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
