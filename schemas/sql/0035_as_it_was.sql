-- What an exchange's number has stood for before. `instruments` has one row for a number, as it is today; a number is given again to
-- another contract, and positions, orders and commands of earlier days go on bearing it. Written by the triggers below, so that whatever
-- loads `instruments`, row by row or as a whole, keeps what it takes away (docs/adr/0039-what-a-number-stood-for.md).
CREATE TABLE IF NOT EXISTS former_instruments (
    exchange        ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment         ENUM('CM','FO','CD','CO') NOT NULL,
    token           INT UNSIGNED NOT NULL,
    until_day       INT UNSIGNED NOT NULL,  -- from which day on it held no more; to compare yyyymmdd with, not always a date itself
    symbol          VARCHAR(40)  NOT NULL,
    series          VARCHAR(4)   NOT NULL,
    expiry          INT UNSIGNED NOT NULL,
    strike          BIGINT       NOT NULL,
    option_type     ENUM('','CE','PE') NOT NULL,
    lot             BIGINT       NOT NULL,
    tick            BIGINT       NOT NULL,
    freeze_quantity BIGINT       NOT NULL,
    trade_for_trade BOOLEAN      NOT NULL,
    suspended       BOOLEAN      NOT NULL,
    PRIMARY KEY (exchange, segment, token, until_day),
    KEY by_until (until_day)  -- mostly none has held longer than the open day, and then no row is looked for
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- What changes when a day is over has changed for the next one. While it goes on, a lot that is corrected holds at once, and another contract
-- from the next day on: the number stays through the day with the one it was listed for, whatever expiry that was listed with, also where the
-- next day's contracts are loaded on its evening. Only one that had expired before has left its number already. What held for no whole day is
-- not kept.
-- As texts, because the bodies have semicolons, at which a migration's statements end (there is no DELIMITER, which is the client's). Each
-- statement may come once more: DDL commits by itself, and a migration that was cut off is run again from its beginning.
EXECUTE IMMEDIATE "CREATE OR REPLACE TRIGGER instruments_deleted AFTER DELETE ON instruments FOR EACH ROW
BEGIN
    DECLARE today INT UNSIGNED DEFAULT NULL;
    DECLARE ended BOOLEAN DEFAULT TRUE;
    DECLARE holds BOOLEAN DEFAULT TRUE;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET ended = TRUE;
    SELECT day, ends_us <= UNIX_TIMESTAMP(NOW(6)) * 1000000 INTO today, ended FROM trading_day;
    IF today IS NULL THEN SELECT day INTO today FROM days_opened ORDER BY id DESC LIMIT 1; END IF;
    SET holds = ended OR OLD.expiry = 0 OR OLD.expiry >= today;
    IF today IS NOT NULL AND NOT EXISTS (SELECT 1 FROM former_instruments f WHERE f.exchange = OLD.exchange AND f.segment = OLD.segment
        AND f.token = OLD.token AND f.until_day >= today + holds) THEN
        INSERT INTO former_instruments (exchange, segment, token, until_day, symbol, series, expiry,
            strike, option_type, lot, tick, freeze_quantity, trade_for_trade, suspended)
        VALUES (OLD.exchange, OLD.segment, OLD.token, today + holds, OLD.symbol, OLD.series, OLD.expiry,
            OLD.strike, OLD.option_type, OLD.lot, OLD.tick, OLD.freeze_quantity, OLD.trade_for_trade, OLD.suspended);
    END IF;
END";

-- Terms that are no part of what a contract is, bands above all, change many times a second: they cost a comparison.
EXECUTE IMMEDIATE "CREATE OR REPLACE TRIGGER instruments_changed AFTER UPDATE ON instruments FOR EACH ROW
IF OLD.symbol <> NEW.symbol OR OLD.series <> NEW.series OR OLD.expiry <> NEW.expiry OR OLD.strike <> NEW.strike
    OR OLD.option_type <> NEW.option_type OR OLD.lot <> NEW.lot THEN
BEGIN
    DECLARE today INT UNSIGNED DEFAULT NULL;
    DECLARE ended BOOLEAN DEFAULT TRUE;
    DECLARE holds BOOLEAN DEFAULT TRUE;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET ended = TRUE;
    SELECT day, ends_us <= UNIX_TIMESTAMP(NOW(6)) * 1000000 INTO today, ended FROM trading_day;
    IF today IS NULL THEN SELECT day INTO today FROM days_opened ORDER BY id DESC LIMIT 1; END IF;
    SET holds = ended OR ((OLD.expiry = 0 OR OLD.expiry >= today) AND (OLD.symbol <> NEW.symbol OR OLD.series <> NEW.series
        OR OLD.expiry <> NEW.expiry OR OLD.strike <> NEW.strike OR OLD.option_type <> NEW.option_type));
    IF today IS NOT NULL AND NOT EXISTS (SELECT 1 FROM former_instruments f WHERE f.exchange = OLD.exchange AND f.segment = OLD.segment
        AND f.token = OLD.token AND f.until_day >= today + holds) THEN
        INSERT INTO former_instruments (exchange, segment, token, until_day, symbol, series, expiry,
            strike, option_type, lot, tick, freeze_quantity, trade_for_trade, suspended)
        VALUES (OLD.exchange, OLD.segment, OLD.token, today + holds, OLD.symbol, OLD.series, OLD.expiry,
            OLD.strike, OLD.option_type, OLD.lot, OLD.tick, OLD.freeze_quantity, OLD.trade_for_trade, OLD.suspended);
    END IF;
    UPDATE IGNORE former_instruments SET until_day = today + ended WHERE exchange = NEW.exchange AND segment = NEW.segment
        AND token = NEW.token AND until_day > today + ended AND symbol = NEW.symbol AND series = NEW.series AND expiry = NEW.expiry
        AND strike = NEW.strike AND option_type = NEW.option_type;
    DELETE FROM former_instruments WHERE exchange = NEW.exchange AND segment = NEW.segment AND token = NEW.token
        AND until_day >= today + ended AND symbol = NEW.symbol AND series = NEW.series AND expiry = NEW.expiry
        AND strike = NEW.strike AND option_type = NEW.option_type AND (lot = NEW.lot OR until_day > today + ended);
END;
END IF";

-- What comes again as it was has never gone: a load that replaces every row takes each away for a moment.
EXECUTE IMMEDIATE "CREATE OR REPLACE TRIGGER instruments_inserted AFTER INSERT ON instruments FOR EACH ROW
IF EXISTS (SELECT 1 FROM former_instruments WHERE exchange = NEW.exchange AND segment = NEW.segment AND token = NEW.token) THEN
BEGIN
    DECLARE today INT UNSIGNED DEFAULT NULL;
    DECLARE ended BOOLEAN DEFAULT TRUE;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET ended = TRUE;
    SELECT day, ends_us <= UNIX_TIMESTAMP(NOW(6)) * 1000000 INTO today, ended FROM trading_day;
    IF today IS NULL THEN SELECT day INTO today FROM days_opened ORDER BY id DESC LIMIT 1; END IF;
    UPDATE IGNORE former_instruments SET until_day = today + ended WHERE exchange = NEW.exchange AND segment = NEW.segment
        AND token = NEW.token AND until_day > today + ended AND symbol = NEW.symbol AND series = NEW.series AND expiry = NEW.expiry
        AND strike = NEW.strike AND option_type = NEW.option_type;
    DELETE FROM former_instruments WHERE exchange = NEW.exchange AND segment = NEW.segment AND token = NEW.token
        AND until_day >= today + ended AND symbol = NEW.symbol AND series = NEW.series AND expiry = NEW.expiry
        AND strike = NEW.strike AND option_type = NEW.option_type AND (lot = NEW.lot OR until_day > today + ended);
END;
END IF";

-- What `backstopctl prune` has deleted of the tables that a replay of the day compares: how many rows, and the sum of their checksums
-- (common/books/pruned.h). So what is missing is told from what was pruned.
CREATE TABLE IF NOT EXISTS pruned (
    of_table ENUM('inbox','orders_without_number') NOT NULL,
    day      INT UNSIGNED      NOT NULL,
    source   VARCHAR(32)       NOT NULL,  -- of the inbox; the account of orders without a number
    part     SMALLINT UNSIGNED NOT NULL,  -- of orders without a number; 0 elsewhere
    deleted  BIGINT            NOT NULL,  -- rows
    checksum BIGINT UNSIGNED   NOT NULL,
    last_us  BIGINT            NOT NULL,
    PRIMARY KEY (of_table, day, source, part)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Parked events that were settled and pruned, each by its digest: they are long, and few.
CREATE TABLE IF NOT EXISTS pruned_parked (
    digest    BINARY(16)   NOT NULL,
    day       INT UNSIGNED NOT NULL,
    pruned_us BIGINT       NOT NULL,
    PRIMARY KEY (digest),
    KEY by_day (day)
) ENGINE=InnoDB;

-- Corrections and busts that bear a day that has not their trade: which day they were booked to, or why they were parked instead. Decided
-- once, by the ledger; replays of either day follow it (common/books/backdated.h, docs/adr/0039-what-a-number-stood-for.md).
CREATE TABLE IF NOT EXISTS backdated (
    source  VARCHAR(32)       NOT NULL,
    day     INT UNSIGNED      NOT NULL,  -- that the event bears
    seq     BIGINT            NOT NULL,
    content VARCHAR(32)       NOT NULL,  -- digest of all that the event says but its source and received time
    part    SMALLINT UNSIGNED NOT NULL,
    account VARCHAR(16)       NOT NULL,
    of_day  INT UNSIGNED      NOT NULL,  -- of its trade, whose books have it; 0: it was parked
    why     VARCHAR(200)      NOT NULL,  -- it was parked
    body    BLOB              NOT NULL,  -- the event
    after   TEXT              NOT NULL,  -- how far the streams of its trade's day were, as "source seq", one a line
    turn    BIGINT            NOT NULL,  -- they were booked in this order
    PRIMARY KEY (day, source, seq, content),
    KEY booked_to (of_day, part, turn)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
