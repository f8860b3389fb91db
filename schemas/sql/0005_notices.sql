-- Messages to customers. A row is written by the transaction that causes it (it is the outbox), and tells its fate ever after:
--   waiting  nobody has published it yet; the relay does
--   queued   the broker has confirmed the message that names it
--   sending  the notifier is at it, or was when it died: it will be delivered, and tried, again
--   sent     the channel has taken it
--   dead     it will not be tried again: `reason` says why
-- The message in the broker carries the id alone. Times: microseconds since the Unix epoch.

ALTER TABLE customers
    ADD COLUMN language ENUM('en','hi') NOT NULL DEFAULT 'en',
    ADD COLUMN device   VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '';  -- where push goes; '' nowhere

CREATE TABLE notices (
    id         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- the same id again is no second notice
    account    VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- '' where only `recipient` is known
    recipient  VARCHAR(254) NOT NULL DEFAULT '',  -- address or number; '' the customer's own
    channel    ENUM('email','sms','push') NOT NULL,
    urgent     BOOLEAN      NOT NULL,
    template   VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    language   ENUM('','en','hi') NOT NULL DEFAULT '',  -- '' the customer's
    fields     TEXT         NOT NULL,  -- a JSON object of texts, for the template
    created_us BIGINT       NOT NULL,
    expires_us BIGINT       NOT NULL,  -- not sent after it
    state      ENUM('waiting','queued','sending','sent','dead') NOT NULL DEFAULT 'waiting',
    attempts   INT UNSIGNED NOT NULL DEFAULT 0,
    reason     VARCHAR(200) NOT NULL DEFAULT '',
    changed_us BIGINT       NOT NULL,
    PRIMARY KEY (id),
    KEY by_state (state, urgent, created_us),
    KEY by_account (account, created_us)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
