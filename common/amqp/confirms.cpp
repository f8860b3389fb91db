#include "common/amqp/confirms.h"

#include <algorithm>
#include <utility>

#include "common/base/must.h"

namespace amqp {

namespace {

size_t weight(const Message& message) {
    return message.exchange.size() + message.routing_key.size() + message.body.size();
}

}  // namespace

bool Confirms::has_room() const {
    return entries_.size() < limits_.messages_max && bytes_ < limits_.bytes_max;
}

std::optional<uint64_t> Confirms::add(Message& message, base::MonoTime now) {
    if (!has_room()) return std::nullopt;
    bytes_ += weight(message);
    entries_.push_back({.message = std::move(message), .added = now});
    return first_number_ + entries_.size() - 1;
}

int64_t Confirms::oldest_us(base::MonoTime now) const {
    return entries_.empty() ? 0 : now - entries_.front().added;
}

void Confirms::on_channel_open() {
    next_tag_ = 1;
    outstanding_max_ = 0;
    begin_pass();
}

void Confirms::on_channel_lost() {
    phase_ = Phase::Down;
    outstanding_ = 0;
}

void Confirms::begin_pass() {
    for (Entry& waiting : entries_) waiting.settled = waiting.doubtful = false;
    next_number_ = lowest_open_ = pass_first_number_ = first_number_;
    pass_first_tag_ = next_tag_;
    outstanding_ = 0;
    phase_ = Phase::Sending;
}

const Message* Confirms::next_to_send() const {
    if (phase_ != Phase::Sending) return nullptr;
    if (outstanding_max_ != 0 && outstanding_ >= outstanding_max_) return nullptr;
    const uint64_t index = next_number_ - first_number_;
    return index < entries_.size() ? &entries_[index].message : nullptr;
}

void Confirms::sent() {
    base::must(next_to_send() != nullptr);
    if (next_number_ <= highest_sent_) ++resent_;
    highest_sent_ = std::max(highest_sent_, next_number_);
    ++next_number_;
    ++next_tag_;
    ++outstanding_;
}

bool Confirms::on_ack(uint64_t tag, bool multiple) {
    return settle(tag, multiple, /*refused=*/false);
}

bool Confirms::on_nack(uint64_t tag, bool multiple) {
    const size_t before = outstanding_;
    if (!settle(tag, multiple, /*refused=*/true)) return false;
    nacks_ += before - outstanding_;
    refuse();
    return true;
}

void Confirms::on_return() {
    if (phase_ == Phase::Down) return;
    for (uint64_t number = lowest_open_; number < next_number_; ++number) {
        if (!entry(number).settled) entry(number).doubtful = true;
    }
    refuse();
}

void Confirms::rewind() {
    base::must(phase_ == Phase::Refused);
    outstanding_max_ = 1;
    begin_pass();
}

void Confirms::refuse() {
    if (phase_ == Phase::Sending) phase_ = Phase::Settling;
    if (phase_ == Phase::Settling && outstanding_ == 0) phase_ = Phase::Refused;
}

bool Confirms::settle(uint64_t tag, bool multiple, bool refused) {
    if (phase_ == Phase::Down || tag < pass_first_tag_ || tag >= next_tag_) return false;
    const uint64_t number = pass_first_number_ + (tag - pass_first_tag_);
    if (number < lowest_open_ || entry(number).settled) return false;
    for (uint64_t each = multiple ? lowest_open_ : number; each <= number; ++each) {
        settle_one(each, refused);
    }
    while (lowest_open_ < next_number_ && entry(lowest_open_).settled) ++lowest_open_;
    drop_confirmed();
    if (phase_ == Phase::Settling) refuse();
    return true;
}

void Confirms::settle_one(uint64_t number, bool refused) {
    Entry& settled = entry(number);
    if (settled.settled) return;
    settled.settled = true;
    if (refused) settled.doubtful = true;
    --outstanding_;
}

void Confirms::drop_confirmed() {
    size_t dropped = 0;
    while (!entries_.empty() && entries_.front().settled && !entries_.front().doubtful) {
        bytes_ -= weight(entries_.front().message);
        entries_.pop_front();
        ++first_number_;
        ++dropped;
    }
    if (outstanding_max_ == 0) return;
    outstanding_max_ += dropped;
    if (outstanding_max_ >= limits_.messages_max) outstanding_max_ = 0;
}

}  // namespace amqp
