#pragma once

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/events/packing.h"
#include "common/loop/mailbox.h"

namespace feed {

// Whole lines of a recorded day.
struct Lines {
    std::vector<char> text;  // each line ends with '\n'
    bool last = false;
    std::string problem;  // why nothing more comes; empty: the day's end
};

// Reads and unpacks a file or standard input on a thread of its own, because both may block, and
// hands over large pieces. No more than the granted pieces are under way: who does not grant is not
// flooded.
class DayReader {
  public:
    // `path`: .ndjson, .ndjson.zst, or "-" (told by its first bytes).
    DayReader(loop::Loop& loop, std::string path, std::function<void(Lines)> on_lines);
    ~DayReader();

    void grant();  // one more piece

  private:
    void run();
    bool wait_for_grant();
    Lines next_piece(std::FILE* file);
    void post(Lines lines);

    const std::string path_;
    loop::Mailbox<Lines> lines_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int granted_ = 0;
    bool stopping_ = false;

    // The thread's own.
    std::unique_ptr<events::StreamUnpacker> unpacker_;
    std::vector<char> tail_;  // of a line that is not whole yet
    bool first_read_ = true;

    std::thread thread_;
};

}  // namespace feed
