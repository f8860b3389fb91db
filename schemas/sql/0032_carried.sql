-- Days that began with what an earlier one had left: its positions, brought forward by our own books (docs/adr/0036), or loaded
-- from elsewhere and compared with them. The counts are those of the opening.
CREATE TABLE days_carried (
    day        INT UNSIGNED NOT NULL,  -- yyyymmdd, the one that began
    from_day   INT UNSIGNED NOT NULL,
    loaded     BOOLEAN      NOT NULL,  -- what it began with came from elsewhere: never overwritten
    begun_us   BIGINT       NOT NULL,
    carried_us BIGINT       NOT NULL DEFAULT 0,  -- 0: not all accounts yet
    accounts   BIGINT       NOT NULL DEFAULT 0,  -- that began the day with something
    carried    BIGINT       NOT NULL DEFAULT 0,  -- positions
    settled    BIGINT       NOT NULL DEFAULT 0,  -- of shares: delivered, received, or auctioned
    expired    BIGINT       NOT NULL DEFAULT 0,
    left_open  BIGINT       NOT NULL DEFAULT 0,  -- of all these, intraday products that nobody squared off
    PRIMARY KEY (day)
) ENGINE=InnoDB;

-- What a day began with and should not have, as a late event, a bust or a correction of an earlier day showed afterwards.
CREATE TABLE carry_corrections (
    account      VARCHAR(16)  NOT NULL,
    day          INT UNSIGNED NOT NULL,
    exchange     ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment      ENUM('CM','FO','CD','CO') NOT NULL,
    token        INT UNSIGNED NOT NULL,
    product      ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    was_quantity BIGINT       NOT NULL,  -- with which the day was opened
    now_quantity BIGINT       NOT NULL,
    corrected_us BIGINT       NOT NULL,
    PRIMARY KEY (day, account, exchange, segment, token, product)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- How often a day has been carried: a ledger that finds another number than it knows reads `days_carried` anew.
ALTER TABLE gates ADD COLUMN carried INT UNSIGNED NOT NULL DEFAULT 0;
