#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace venue {

// An append-only file of records: "backstop-venue 1\n", then for each record its length and the
// check sum of its bytes (32 bits each, little-endian) and the bytes. Any one thread.
//
// What `flush` has written survives the end of the process; with `sync` also that of the machine.
class Journal {
  public:
    static constexpr size_t kRecordBytesMax = 64 * 1024;

    struct Config {
        std::string path;
        bool sync = false;  // fdatasync with every flush
    };

    explicit Journal(Config config) : config_{std::move(config)} {}
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // Hands every record out in order and makes ready for writing behind the last one. A last
    // record that was not written whole is cut off: nothing that follows from it was ever told to
    // anybody. Fatal: no such folder, damaged before its end, or `on_record` says what is wrong.
    base::Status open(const std::function<base::Status(std::string_view)>& on_record);

    // Not on file before `flush`. At most kRecordBytesMax.
    void append(std::string_view record);
    // Fatal: what was appended may not be on file, and nothing may be answered any more.
    base::Status flush();

    [[nodiscard]] int64_t bytes() const { return bytes_; }
    [[nodiscard]] int64_t torn_bytes() const { return torn_bytes_; }

  private:
    base::Status replay(const std::function<base::Status(std::string_view)>& on_record);
    base::Error error(const std::string& action) const;

    const Config config_;
    int file_ = -1;
    int64_t bytes_ = 0;  // on file, all of them good
    int64_t torn_bytes_ = 0;
    std::string waiting_;
};

}  // namespace venue
