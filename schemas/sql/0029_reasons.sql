-- What a person must be able to read who asks why something has not been done. Times: microseconds since the Unix epoch.

-- Why a row waits in `queued` until `due_us`, written with it; '' where it failed before (`reason` says how), or waits for nothing
-- of its own.
ALTER TABLE notices
    ADD COLUMN waits VARCHAR(100) CHARACTER SET ascii NOT NULL DEFAULT '';

-- What holds up all of one lane, as its notifier has last said (of several the one that spoke last), every 10 s at least.
CREATE TABLE notice_lanes (
    channel  ENUM('email','sms','push') NOT NULL,
    urgent   BOOLEAN      NOT NULL,
    waits    VARCHAR(200) NOT NULL,  -- '' nothing
    until_us BIGINT       NOT NULL,  -- not before then; 0 nobody knows when
    seen_us  BIGINT       NOT NULL,  -- the notifier's clock
    PRIMARY KEY (channel, urgent)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Whether the reconciler compares the exchange's totals, and why not. One row; none: no reconciler has ever said.
CREATE TABLE venue_watch (
    one         TINYINT UNSIGNED NOT NULL,
    wanted      BOOLEAN      NOT NULL,  -- 0: its configuration names neither page nor file, and `venue_rounds` is empty
    reason      VARCHAR(200) NOT NULL,  -- why the last comparison did not come to its end; '' it did
    since_us    BIGINT       NOT NULL,  -- the database's clock: of `wanted` and of the reason's first time
    compared_us BIGINT       NOT NULL,  -- the same: the last one that came to its end; 0 none has
    PRIMARY KEY (one)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
