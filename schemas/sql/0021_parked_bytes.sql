-- Bodies of parked events have a limit of bytes, for each source and for all together (docs/operations.md). Beyond it a row has the
-- beginning of its body alone; its digest is that of the whole body all the same, and the record has it whole.
--
-- Whose a cut body is, is read before it is cut. To the square-off it is a long body: it holds its account back as a whole.
ALTER TABLE parked
    ADD COLUMN body_bytes INT UNSIGNED NULL,  -- of the whole body, where `body` is its beginning; else NULL
    ADD COLUMN cut_account VARCHAR(16) CHARACTER SET latin1 COLLATE latin1_bin NULL,  -- of such a body
    MODIFY COLUMN account VARCHAR(16) CHARACTER SET latin1 COLLATE latin1_bin
        AS (IF(body_bytes IS NOT NULL, cut_account,
               IF(JSON_VALUE(CONVERT(body USING latin1), '$.kind') = 'command', NULL,
                  LEFT(JSON_VALUE(CONVERT(body USING latin1), '$.account'), 16)))) STORED,
    MODIFY COLUMN short_body VARBINARY(4096) AS (IF(body_bytes IS NULL AND LENGTH(body) <= 4096, body, '')) STORED;

ALTER TABLE parked_settled
    ADD COLUMN body_bytes INT UNSIGNED NULL,
    ADD COLUMN cut_account VARCHAR(16) CHARACTER SET latin1 COLLATE latin1_bin NULL;

-- How many bytes of bodies longer than 1,024 bytes `parked` keeps whole, by source; `*`: of all. Written in the transaction that writes
-- or deletes the rows.
CREATE TABLE parked_bytes (
    source VARCHAR(32) NOT NULL,
    bytes  BIGINT      NOT NULL,
    PRIMARY KEY (source)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
INSERT INTO parked_bytes (source, bytes) SELECT source, SUM(LENGTH(body)) FROM parked WHERE LENGTH(body) > 1024 GROUP BY source;
INSERT INTO parked_bytes (source, bytes) SELECT '*', COALESCE(SUM(LENGTH(body)), 0) FROM parked WHERE LENGTH(body) > 1024;
