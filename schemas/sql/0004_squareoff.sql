-- Commands, what they came to, and the orders of ours that carry them out. Money and times as in 0001.

ALTER TABLE instruments ADD COLUMN suspended BOOLEAN NOT NULL DEFAULT FALSE;

-- A command as it was accepted, or refused. `id` is its idempotency key: the same id again is answered from here.
CREATE TABLE commands (
    id          VARCHAR(64)  NOT NULL,
    account     VARCHAR(16)  NOT NULL,
    part        SMALLINT UNSIGNED NOT NULL,
    day         INT UNSIGNED NOT NULL,
    action      ENUM('cancel','exit') NOT NULL,
    origin      ENUM('customer','dealer','system') NOT NULL,
    who         VARCHAR(80)  NOT NULL,  -- the person, or the schedule
    epoch       BIGINT       NOT NULL,
    issued_us   BIGINT       NOT NULL,
    expires_us  BIGINT       NOT NULL,
    body        TEXT         NOT NULL,  -- JSON: the fields of docs/commands.md
    state       ENUM('cancelling','exiting','done','refused') NOT NULL,
    reason      VARCHAR(200) NOT NULL,  -- of a refusal, or why it ended early
    accepted_us BIGINT       NOT NULL,
    ended_us    BIGINT       NOT NULL,  -- 0: it goes on
    PRIMARY KEY (id),
    KEY open_ones (part, ended_us),
    KEY by_account (account, day)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- What one command does: one row for each order to cancel and each position to exit, each with its own result.
CREATE TABLE command_rows (
    command_id        VARCHAR(64)  NOT NULL,
    number            INT UNSIGNED NOT NULL,  -- from 1
    action            ENUM('cancel','exit') NOT NULL,
    exchange          ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment           ENUM('CM','FO','CD','CO') NOT NULL,
    token             INT UNSIGNED NOT NULL,
    product           ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    side              ENUM('buy','sell') NOT NULL,  -- of the order to cancel, or of the exit
    exchange_order_id VARCHAR(40)  NOT NULL,        -- of the order to cancel, else ''
    wanted            BIGINT       NOT NULL,        -- quantity to exit; 0 for a cancel
    done              BIGINT       NOT NULL,        -- exited so far
    attempts          INT UNSIGNED NOT NULL,        -- plans made for this row
    state             ENUM('waiting','working','done','partial','refused','excluded','cancelled','expired') NOT NULL,
    reason            VARCHAR(200) NOT NULL,
    PRIMARY KEY (command_id, number)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Orders and cancels of ours on their way to an exchange. The gateway may send what stands here as `planned`, under its
-- epoch and before `expires_us`, once: it moves the row to `sending` first. What became of an order at the exchange is in `orders`.
CREATE TABLE exits (
    client_order_id   VARCHAR(40)  NOT NULL,
    account           VARCHAR(16)  NOT NULL,
    day               INT UNSIGNED NOT NULL,
    command_id        VARCHAR(64)  NOT NULL,
    row_in_command      INT UNSIGNED NOT NULL,
    attempt           INT UNSIGNED NOT NULL,
    slice             INT UNSIGNED NOT NULL,
    action            ENUM('cancel','exit') NOT NULL,
    session           VARCHAR(32)  NOT NULL,  -- the gateway's
    epoch             BIGINT       NOT NULL,
    exchange          ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment           ENUM('CM','FO','CD','CO') NOT NULL,
    token             INT UNSIGNED NOT NULL,
    symbol            VARCHAR(40)  NOT NULL,
    product           ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    side              ENUM('buy','sell') NOT NULL,
    type              ENUM('limit','market','stop_limit','stop_market') NOT NULL,
    validity          ENUM('day','ioc') NOT NULL,
    quantity          BIGINT       NOT NULL,
    price             BIGINT       NOT NULL,
    target_client_order_id   VARCHAR(40) NOT NULL,  -- of a cancel: the order it speaks of
    target_exchange_order_id VARCHAR(40) NOT NULL,
    state             ENUM('planned','sending','sent','working','frozen','done','rejected','cancelled') NOT NULL,
    filled            BIGINT       NOT NULL DEFAULT 0,
    reason            VARCHAR(200) NOT NULL DEFAULT '',
    sender            VARCHAR(80)  NOT NULL DEFAULT '',  -- the gateway's mark on what it took in one statement
    planned_us        BIGINT       NOT NULL,
    expires_us        BIGINT       NOT NULL,  -- the command's: from then on it may not be sent any more
    sent_us           BIGINT       NOT NULL DEFAULT 0,   -- on the wire
    ended_us          BIGINT       NOT NULL DEFAULT 0,
    PRIMARY KEY (client_order_id),
    KEY by_account (account, day),
    KEY open_ones (session, ended_us)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- The lock of each partition's square-off: one transaction at a time plans for its accounts, whichever process runs it.
CREATE TABLE squareoff_partitions (
    part  SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (part)
) ENGINE=InnoDB;

-- Prices as last heard.
CREATE TABLE prices (
    exchange   ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment    ENUM('CM','FO','CD','CO') NOT NULL,
    token      INT UNSIGNED NOT NULL,
    last       BIGINT NOT NULL,  -- 0: none
    bid        BIGINT NOT NULL,
    ask        BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    PRIMARY KEY (exchange, segment, token)
) ENGINE=InnoDB;

-- How far from the last price an exit's limit may stand, by segment and kind of contract: the first line in `rank` whose
-- `price_below` is above the last price (0: any price) applies. Differs between brokers and with the exchanges' circulars.
CREATE TABLE protections (
    segment      ENUM('CM','FO','CD','CO') NOT NULL,
    kind         ENUM('equity','future','option') NOT NULL,
    `rank`       INT UNSIGNED NOT NULL,
    price_below  BIGINT NOT NULL,
    basis_points INT UNSIGNED NOT NULL,  -- of the last price
    least        BIGINT NOT NULL,        -- but at least this
    PRIMARY KEY (segment, kind, `rank`)
) ENGINE=InnoDB;

INSERT INTO protections (segment, kind, `rank`, price_below, basis_points, least) VALUES
    ('CM','equity',1,500000,300,500), ('CM','equity',2,5000000,200,500), ('CM','equity',3,100000000,100,500), ('CM','equity',4,0,50,500),
    ('FO','future',1,0,150,500),
    ('FO','option',1,100000,1500,15000), ('FO','option',2,0,1000,50000),
    ('CD','future',1,0,150,500), ('CD','option',1,0,1000,500),
    ('CO','future',1,0,150,500), ('CO','option',1,0,1000,500);

-- When positions of a product are squared off by the clock. `at_s`: seconds of the exchange's day.
CREATE TABLE cutoffs (
    exchange ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment  ENUM('CM','FO','CD','CO') NOT NULL,
    product  ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    at_s     INT UNSIGNED NOT NULL,
    PRIMARY KEY (exchange, segment, product)
) ENGINE=InnoDB;

INSERT INTO cutoffs (exchange, segment, product, at_s) VALUES
    ('NSE','CM','MIS',54000), ('BSE','CM','MIS',54000), ('NSE','FO','MIS',55800), ('BSE','FO','MIS',55800),
    ('NSE','CD','MIS',60300), ('BSE','CD','MIS',60300), ('MCX','CO','MIS',83100);

-- Exits for many accounts, which need a second person.
CREATE TABLE mass_exits (
    id           VARCHAR(40)  NOT NULL,
    request      TEXT         NOT NULL,  -- JSON: the command without id and account
    accounts     MEDIUMTEXT   NOT NULL,  -- one a line
    why          VARCHAR(200) NOT NULL,
    requested_by VARCHAR(80)  NOT NULL,
    requested_us BIGINT       NOT NULL,
    decided_by   VARCHAR(80)  NOT NULL DEFAULT '',
    decided_us   BIGINT       NOT NULL DEFAULT 0,
    state        ENUM('waiting','approved','published','refused') NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT two_people CHECK (decided_by <> requested_by)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
