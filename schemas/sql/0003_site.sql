-- The one row that says whether this site may trade, and the record of what was done by whom.

CREATE TABLE site_state (
    one      TINYINT      NOT NULL DEFAULT 1,
    state    ENUM('STANDBY','ACTIVATING','ACTIVE','RETURNING','PAUSED') NOT NULL,
    epoch    BIGINT       NOT NULL,  -- raised by every activation
    since_us BIGINT       NOT NULL,
    by_whom  VARCHAR(80)  NOT NULL,
    reason   VARCHAR(200) NOT NULL,
    PRIMARY KEY (one),
    CONSTRAINT only_one_row CHECK (one = 1)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

INSERT INTO site_state (state, epoch, since_us, by_whom, reason) VALUES ('STANDBY', 0, 0, 'migrate', 'first start');

CREATE TABLE audit (
    id     BIGINT       NOT NULL AUTO_INCREMENT,
    at_us  BIGINT       NOT NULL,
    who    VARCHAR(80)  NOT NULL,
    action VARCHAR(80)  NOT NULL,
    detail TEXT         NOT NULL,
    PRIMARY KEY (id),
    KEY by_time (at_us)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
