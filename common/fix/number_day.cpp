#include "common/fix/number_day.h"

#include <cstdio>
#include <fstream>

namespace fix {
namespace {

constexpr int64_t kSecondUs = 1000000;
constexpr int64_t kDayS = 86400;

int64_t read_day(const std::string& path) {
    std::ifstream file(path);
    int64_t day = 0;
    return file >> day ? day : 0;
}

}  // namespace

NumberDay::NumberDay(std::string path, int begins_s, int utc_offset_s, Clock clock)
    : path_(std::move(path)),
      begins_s_(begins_s),
      utc_offset_s_(utc_offset_s),
      clock_(std::move(clock)),
      known_(read_day(path_)) {}

int64_t NumberDay::day_of(int64_t now_us, int begins_s, int utc_offset_s) {
    return (now_us / kSecondUs + utc_offset_s - begins_s) / kDayS;
}

int64_t NumberDay::today() const { return day_of(clock_(), begins_s_, utc_offset_s_); }

void NumberDay::on_message() {
    const int64_t day = today();
    if (known_.exchange(day) == day) return;
    const std::string fresh = path_ + ".new";
    std::ofstream file(fresh);
    file << day << '\n';
    file.close();
    if (file) std::rename(fresh.c_str(), path_.c_str());
}

bool NumberDay::has_begun() const {
    const int64_t known = known_;
    return known != 0 && today() > known;
}

bool begins_numbers_anew(const std::string& why) {
    const bool theirs = why.rfind("counterparty:", 0) == 0;
    return why.find(theirs ? "MsgSeqNum too high" : "MsgSeqNum too low") != std::string::npos;
}

}  // namespace fix
