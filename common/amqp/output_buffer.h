#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace amqp {

// Bytes on their way to the socket, in order. Pure. Its user keeps to a limit by asking `size`.
class OutputBuffer {
  public:
    [[nodiscard]] size_t size() const { return bytes_.size() - taken_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::string_view waiting() const;  // valid until the next change
    void append(std::string_view bytes) { bytes_.append(bytes); }
    // Room for `bytes_max` more bytes, to be encoded in place; `commit` says how many there are (0:
    // none).
    [[nodiscard]] char* reserve(size_t bytes_max);
    void commit(size_t bytes);
    // The socket took this many from the front.
    void take(size_t bytes);
    void clear();

  private:
    std::string bytes_;
    size_t taken_ = 0;     // from the front of bytes_
    size_t reserved_ = 0;  // at the end of bytes_
};

}  // namespace amqp
