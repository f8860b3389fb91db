#include "common/fix/number_day.h"

#include <cstdio>
#include <fstream>

#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr int64_t kSecondUs = 1000000;
constexpr int64_t kDayS = 86400;
constexpr int64_t kNothingPassed = -1;

int64_t read_day(const std::string& path) {
    std::ifstream file(path);
    int64_t day = 0;
    return file >> day ? day : 0;
}

}  // namespace

NumberDay::NumberDay(std::string path, int begins_s, int utc_offset_s, bool numbered, Clock clock)
    : path_(std::move(path)),
      begins_s_(begins_s),
      utc_offset_s_(utc_offset_s),
      clock_(std::move(clock)),
      known_(read_day(path_)) {
    if (known_ == 0 && !numbered) set(kNothingPassed);
}

int64_t NumberDay::day_of(int64_t now_us, int begins_s, int utc_offset_s) {
    return (now_us / kSecondUs + utc_offset_s - begins_s) / kDayS;
}

int64_t NumberDay::today() const { return day_of(clock_(), begins_s_, utc_offset_s_); }

int64_t NumberDay::day_of(const Message& message, int utc_offset_s) {
    if (message.poss_dup || message.type == "3" || message.type == "j") return 0;
    const std::string* const happened = message.find(150);
    if (message.type == "8" && happened != nullptr && *happened == "I") return 0;
    int64_t us = 0;
    const std::string* const day = message.find(75);
    if (day != nullptr && read_timestamp(*day + "-00:00", us)) return us / kSecondUs / kDayS;
    const std::string* const time = message.find(60);
    if (time == nullptr || !read_timestamp(*time, us)) us = message.sending_time_us;
    return (us / kSecondUs + utc_offset_s) / kDayS;
}

void NumberDay::on_sent() { something_passes(); }

void NumberDay::something_passes() {
    if (known_ == kNothingPassed) set(0);
}

void NumberDay::on_message(const Message& message) {
    something_passes();
    const int64_t day = today();
    if (known_ == day) return;
    // A day that begins in the evening is the next morning's.
    const int64_t date = begins_s_ > kDayS / 2 ? day + 1 : day;
    if (day_of(message, utc_offset_s_) < date) return;
    set(day);
}

void NumberDay::set(int64_t day) {
    known_ = day;
    const std::string fresh = path_ + ".new";
    std::ofstream file(fresh);
    file << day << '\n';
    file.close();
    if (file) std::rename(fresh.c_str(), path_.c_str());
}

bool NumberDay::has_begun() const {
    const int64_t known = known_;
    return known > 0 && today() > known;
}

bool NumberDay::nothing_has_passed() const { return known_ == kNothingPassed; }

}  // namespace fix
