#include "common/amqp/output_buffer.h"

#include "common/base/must.h"

namespace amqp {

std::string_view OutputBuffer::waiting() const { return std::string_view{bytes_}.substr(taken_); }

char* OutputBuffer::reserve(size_t bytes_max) {
    base::must(reserved_ == 0);
    reserved_ = bytes_max;
    bytes_.resize(bytes_.size() + bytes_max);
    return bytes_.data() + (bytes_.size() - bytes_max);
}

void OutputBuffer::commit(size_t bytes) {
    base::must(bytes <= reserved_);
    bytes_.resize(bytes_.size() - (reserved_ - bytes));
    reserved_ = 0;
}

void OutputBuffer::take(size_t bytes) {
    base::must(reserved_ == 0 && bytes <= size());
    taken_ += bytes;
    if (taken_ == bytes_.size()) {
        bytes_.clear();
        taken_ = 0;
    } else if (taken_ > bytes_.size() / 2) {
        // Each byte moves at most once on average.
        bytes_.erase(0, taken_);
        taken_ = 0;
    }
}

void OutputBuffer::clear() {
    bytes_ = {};
    taken_ = 0;
    reserved_ = 0;
}

}  // namespace amqp
