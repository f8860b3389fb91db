#include "consumers/archive/archive_metrics.h"

namespace archive {

ArchiveMetrics::ArchiveMetrics(metrics::Registry& registry)
    : connected{registry.gauge("backstop_archive_connected", "1 while it consumes the record")},
      refusing{registry.gauge("backstop_archive_refusing",
                              "1 while the disk has too little room and nothing is written")},
      records{registry.counter("backstop_archive_records_total", "Records taken into a file")},
      repeated{registry.counter("backstop_archive_repeated_records_total",
                                "Records that were in a file already")},
      raw_bytes{registry.counter("backstop_archive_raw_bytes_total", "Records before packing")},
      written_bytes{registry.counter("backstop_archive_written_bytes_total",
                                     "Written, made durable and read back")},
      blocks{registry.counter("backstop_archive_blocks_total", "Blocks written")},
      marks{registry.counter("backstop_archive_marks_total",
                             "Readers that asked how far the record is, and were answered")},
      closed_files{registry.counter("backstop_archive_closed_files_total",
                                    "Files closed and verified whole")},
      removed_files{registry.counter("backstop_archive_removed_files_total",
                                     "Files removed by the retention policy")},
      verify_failures{registry.counter("backstop_archive_verify_failures_total",
                                       "Files that do not read as they were written")},
      reconnects{registry.counter("backstop_archive_reconnects_total", "Links to the broker lost")},
      heads_told{registry.gauge("backstop_archive_heads_told",
                                "1 while the database is told what the record has")},
      damaged_files{registry.gauge("backstop_archive_damaged_files",
                                   "Files of the folder that cannot be read whole")},
      files{registry.gauge("backstop_archive_files", "Files in the folder")},
      bytes{registry.gauge("backstop_archive_bytes", "Of all files in the folder")},
      free_bytes{registry.gauge("backstop_archive_free_bytes", "On the folder's disk")},
      complete_offset{registry.gauge("backstop_archive_complete_offset",
                                     "All records up to this number are durable in the files")},
      lag_records{registry.gauge("backstop_archive_lag_records", "Received, not durable")},
      oldest_waiting_seconds{registry.gauge("backstop_archive_oldest_waiting_seconds",
                                            "Age of the oldest record received, not durable")},
      since_flush_seconds{registry.gauge("backstop_archive_since_flush_seconds",
                                         "Since all that was received was durable")},
      behind_seconds{registry.gauge("backstop_archive_behind_seconds",
                                    "How old the last event was when it was taken")},
      flush_seconds{registry.histogram("backstop_archive_flush_seconds",
                                       "Writing, syncing and reading back what waits")} {}

}  // namespace archive
