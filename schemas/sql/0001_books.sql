-- The books. Money: BIGINT in units of 0.0001 rupee. Times: microseconds since the Unix epoch.
-- Every key of the hot path begins with the account: one customer's rows lie together, as the portal reads them,
-- and the writers of different partitions do not meet. No secondary index on the hot path.

CREATE TABLE orders (
    account           VARCHAR(16)  NOT NULL,
    day               INT UNSIGNED NOT NULL,
    exchange          ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment           ENUM('CM','FO','CD','CO') NOT NULL,
    exchange_order_id VARCHAR(40)  NOT NULL,
    client_order_id   VARCHAR(40)  NOT NULL,
    token             INT UNSIGNED NOT NULL,
    product           ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    side              ENUM('buy','sell') NOT NULL,
    type              ENUM('limit','market','stop_limit','stop_market') NOT NULL,
    validity          ENUM('day','ioc') NOT NULL,
    quantity          BIGINT       NOT NULL,
    filled            BIGINT       NOT NULL,
    remaining         BIGINT       NOT NULL,
    price             BIGINT       NOT NULL,
    trigger_price     BIGINT       NOT NULL,
    state             ENUM('open','trigger_pending','partially_filled','frozen','filled','cancelled','rejected','expired') NOT NULL,
    reason            VARCHAR(120) NOT NULL,
    origin            ENUM('primary','backstop','exchange') NOT NULL,
    id                VARCHAR(40)  NOT NULL,  -- of the last event
    exchange_time_us  BIGINT       NOT NULL,
    PRIMARY KEY (account, day, exchange, segment, exchange_order_id)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

CREATE TABLE trades (
    account           VARCHAR(16)  NOT NULL,
    day               INT UNSIGNED NOT NULL,
    exchange          ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment           ENUM('CM','FO','CD','CO') NOT NULL,
    id                VARCHAR(40)  NOT NULL,
    trade_no          VARCHAR(40)  NOT NULL,
    exchange_order_id VARCHAR(40)  NOT NULL,
    client_order_id   VARCHAR(40)  NOT NULL,
    token             INT UNSIGNED NOT NULL,
    product           ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    side              ENUM('buy','sell') NOT NULL,
    quantity          BIGINT       NOT NULL,
    price             BIGINT       NOT NULL,
    action            ENUM('new','correct') NOT NULL,
    ref               VARCHAR(40)  NOT NULL,
    state             ENUM('live','corrected','busted') NOT NULL,
    settled_by        VARCHAR(40)  NOT NULL,
    exchange_time_us  BIGINT       NOT NULL,
    PRIMARY KEY (account, day, exchange, segment, id)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

CREATE TABLE positions (
    account       VARCHAR(16)  NOT NULL,
    day           INT UNSIGNED NOT NULL,
    exchange      ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment       ENUM('CM','FO','CD','CO') NOT NULL,
    token         INT UNSIGNED NOT NULL,
    product       ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    open_quantity BIGINT       NOT NULL DEFAULT 0,  -- start of day, > 0 is long
    open_value    BIGINT       NOT NULL DEFAULT 0,
    buy_quantity  BIGINT       NOT NULL,
    buy_value     BIGINT       NOT NULL,
    sell_quantity BIGINT       NOT NULL,
    sell_value    BIGINT       NOT NULL,
    PRIMARY KEY (account, day, exchange, segment, token, product),
    CONSTRAINT sums_are_not_negative CHECK
        (buy_quantity >= 0 AND buy_value >= 0 AND sell_quantity >= 0 AND sell_value >= 0)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- One row for each numbered stream. Every transaction of the ledger moves it by compare-and-set: it is the fence
-- against a consumer that has been replaced and does not know it yet.
CREATE TABLE watermarks (
    source     VARCHAR(32)       NOT NULL,
    day        INT UNSIGNED      NOT NULL,
    part       SMALLINT UNSIGNED NOT NULL,
    seq        BIGINT            NOT NULL,  -- all up to here is applied or parked
    owner      VARCHAR(80)       NOT NULL,  -- host:pid of the ledger that moved it last
    updated_us BIGINT            NOT NULL,
    PRIMARY KEY (source, day, part)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Events of sources that do not number: their own ids, so that a repeat is told.
CREATE TABLE inbox (
    source     VARCHAR(32)  NOT NULL,
    day        INT UNSIGNED NOT NULL,
    id         VARCHAR(40)  NOT NULL,
    applied_us BIGINT       NOT NULL,
    PRIMARY KEY (source, day, id)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- What could not be applied. The key is a digest of the body, so that a redelivery finds its own row.
CREATE TABLE parked (
    digest    BINARY(16)        NOT NULL,  -- MD5 of (part, body)
    part      SMALLINT UNSIGNED NOT NULL,
    source    VARCHAR(32)       NOT NULL,  -- '' where it could not be read
    day       INT UNSIGNED      NOT NULL,  -- 0 where it could not be read
    seq       BIGINT            NOT NULL,  -- 0 where it has none, or could not be read
    reason    VARCHAR(200)      NOT NULL,  -- begins with the field it speaks of
    body      LONGBLOB          NOT NULL,  -- the event (unpacked JSON), or the whole message where it was not readable
    seen      INT UNSIGNED      NOT NULL DEFAULT 1,
    parked_us BIGINT            NOT NULL,
    PRIMARY KEY (digest),
    KEY by_time (parked_us)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
