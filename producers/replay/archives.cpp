#include "producers/replay/archives.h"

#include <utility>

#include "common/journal/archive_reader.h"

namespace replay {

base::Result<std::optional<journal::Record>> Archives::next() {
    while (true) {
        if (open_ == nullptr) {
            if (paths_.empty()) return std::optional<journal::Record>{};
            path_ = paths_.front();
            paths_.pop_front();
            auto opened = journal::open_archive(path_);
            if (!opened.ok()) {
                return base::Error{opened.error().code, path_ + ": " + opened.error().what};
            }
            open_ = std::move(opened).value();
        }
        auto read = open_->next();
        if (!read.ok()) return base::Error{read.error().code, path_ + ": " + read.error().what};
        std::optional<journal::Record> record = std::move(read).value();
        if (!record) {
            open_.reset();
        } else if (record->offset >= from_) {
            return record;
        }
    }
}

}  // namespace replay
