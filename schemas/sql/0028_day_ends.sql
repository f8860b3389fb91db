-- Until when the day may be traded on, by the database's clock: nothing that was planned on it is sent later. What is open now lasts until
-- midnight at the exchanges (UTC+5:30), of its date or of the date it was opened on.
ALTER TABLE trading_day
    ADD COLUMN ends_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE days_opened
    ADD COLUMN ends_us BIGINT NOT NULL DEFAULT 0;
UPDATE trading_day SET ends_us =
    (FLOOR(GREATEST((TO_DAYS(day) - TO_DAYS('1970-01-01')) * 86400000000, opened_us + 19800000000) / 86400000000) + 1) * 86400000000
    - 19800000000;
ALTER TABLE trading_day ALTER COLUMN ends_us DROP DEFAULT;
ALTER TABLE days_opened ALTER COLUMN ends_us DROP DEFAULT;
