#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace venue {

inline constexpr uint32_t kNone = UINT32_MAX;  // no element

// Grows by pieces: elements never move, so that growing costs no copy and views stay good.
template <class T>
class Arena {
  public:
    // Makes the pieces for so many elements now, so that adding them waits for no memory.
    void reserve(size_t elements) {
        while (pieces_.size() <= elements >> kBits) pieces_.push_back(std::make_unique<Piece>());
    }
    uint32_t add(const T& element) {
        if (size_ >> kBits == pieces_.size()) pieces_.push_back(std::make_unique<Piece>());
        (*pieces_[size_ >> kBits])[size_ & kMask] = element;
        return size_++;
    }
    T& operator[](uint32_t at) { return (*pieces_[at >> kBits])[at & kMask]; }
    const T& operator[](uint32_t at) const { return (*pieces_[at >> kBits])[at & kMask]; }
    [[nodiscard]] uint32_t size() const { return size_; }

  private:
    static constexpr uint32_t kBits = 10;
    static constexpr uint32_t kMask = (1u << kBits) - 1;
    using Piece = std::array<T, size_t{1} << kBits>;
    std::vector<std::unique_ptr<Piece>> pieces_;
    uint32_t size_ = 0;
};

}  // namespace venue
