#include "common/csv/rows.h"

#include <algorithm>

namespace csv {
namespace {

using base::Errc;
using base::Error;

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

class Reader {
  public:
    explicit Reader(std::string_view text) : text_{text} {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a mark that spreadsheets put there
    }

    base::Result<std::vector<Row>> read() {
        std::vector<Row> rows;
        while (at_ < text_.size()) {
            Row row{line_, {}};
            if (base::Status done = read_row(row); !done.ok()) return done.error();
            if (row.cells.size() > 1 || !row.cells[0].empty()) rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    base::Status read_row(Row& row) {
        do {
            while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
            if (at_ < text_.size() && text_[at_] == '"') {
                if (base::Status done = read_quoted(row); !done.ok()) return done;
            } else {
                const size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
                row.cells.emplace_back(trimmed(text_.substr(at_, end - at_)));
                at_ = end;
            }
        } while (at_ < text_.size() && text_[at_++] == ',');
        ++line_;
        return base::Unit{};
    }

    base::Status read_quoted(Row& row) {
        const size_t begun = line_;
        std::string cell;
        for (++at_; at_ < text_.size(); ++at_) {
            const bool quote = text_[at_] == '"';
            if (quote && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                ++at_;
            } else if (quote) {
                break;
            }
            if (text_[at_] == '\n') ++line_;
            cell.push_back(text_[at_]);
        }
        if (at_ >= text_.size()) return problem(begun, "a quote does not end");
        row.cells.push_back(std::move(cell));
        const size_t end = std::min(text_.find_first_of(",\n", ++at_), text_.size());
        if (!trimmed(text_.substr(at_, end - at_)).empty()) {
            return problem(line_, "something follows a quoted cell");
        }
        at_ = end;
        return base::Unit{};
    }

    static Error problem(size_t line, const char* what) {
        return Error{Errc::Invalid, "line " + std::to_string(line) + ": " + what};
    }

    std::string_view text_;
    size_t at_ = 0;
    size_t line_ = 1;
};

}  // namespace

base::Result<std::vector<Row>> read_rows(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return Error{Errc::Invalid, "line 1: UTF-16; save the file as UTF-8"};
    }
    if (const size_t zero = text.find('\0'); zero != std::string_view::npos) {
        const auto line = 1 + std::ranges::count(text.substr(0, zero), '\n');
        return Error{Errc::Invalid, "line " + std::to_string(line) + ": has a zero byte"};
    }
    return Reader{text}.read();
}

}  // namespace csv
