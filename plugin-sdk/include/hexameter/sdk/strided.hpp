// A range over an array of the peer's, whose elements may be longer than ours.
//
// Threads: any; reading only. There are no errors: an index is the caller's to keep below size().
#pragma once

#include <hexameter/abi/hxm_plugin.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace hexameter::sdk {
inline namespace v1 {

// View is made from (const Raw*, stride). Borrowed: valid while the array is.
template <class View, class Raw>
class Strided {
  public:
    Strided() = default;

    Strided(const Raw* base, std::uint32_t count, std::uint32_t stride) noexcept
        : base_(base), count_(base == nullptr ? 0 : count), stride_(stride) {}

    class Iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = View;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = View;

        Iterator() = default;

        Iterator(const Strided* range, std::uint32_t at) noexcept : range_(range), at_(at) {}

        View operator*() const noexcept { return (*range_)[at_]; }

        Iterator& operator++() noexcept {
            ++at_;
            return *this;
        }

        Iterator operator++(int) noexcept {
            const Iterator before = *this;
            ++at_;
            return before;
        }

        friend bool operator==(const Iterator& a, const Iterator& b) noexcept {
            return a.at_ == b.at_;
        }

      private:
        const Strided* range_ = nullptr;
        std::uint32_t at_ = 0;
    };

    [[nodiscard]] View operator[](std::uint32_t i) const noexcept {
        return View(HXM_AT(Raw, base_, stride_, i), stride_);
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return count_; }

    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

    [[nodiscard]] Iterator begin() const noexcept { return Iterator(this, 0); }

    [[nodiscard]] Iterator end() const noexcept { return Iterator(this, count_); }

  private:
    const Raw* base_ = nullptr;
    std::uint32_t count_ = 0;
    std::uint32_t stride_ = 0;
};

}  // namespace v1
}  // namespace hexameter::sdk
