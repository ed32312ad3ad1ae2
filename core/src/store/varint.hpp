// LEB128 numbers in a string of bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hexameter::detail {

class ByteWriter {
  public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }

    void number(std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80U));
        byte(static_cast<std::uint8_t>(value));
    }

    // to - from, modulo 2^64: exact for any two values.
    void difference(std::uint64_t to, std::uint64_t from) {
        const std::uint64_t value = to - from;
        number((value << 1U) ^ (0U - (value >> 63U)));
    }

    void text(std::string_view value) {
        number(value.size());
        bytes_.append(value);
    }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// Past the end everything reads as 0 and `good` is false.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] std::uint8_t byte() {
        if (rest_.empty()) {
            good_ = false;
            return 0;
        }
        const auto value = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }

    [[nodiscard]] std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint64_t part = byte();
            value |= (part & 0x7fU) << shift;
            if ((part & 0x80U) == 0) return value;
        }
        good_ = false;
        return 0;
    }

    [[nodiscard]] std::uint64_t difference_from(std::uint64_t from) {
        const std::uint64_t value = number();
        return from + ((value >> 1U) ^ (0U - (value & 1U)));
    }

    [[nodiscard]] std::string_view text() {
        const std::uint64_t size = number();
        if (size > rest_.size()) {
            good_ = false;
            return {};
        }
        const auto value = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(value.size());
        return value;
    }

    [[nodiscard]] bool good() const { return good_; }

    [[nodiscard]] std::size_t left() const { return rest_.size(); }

  private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace hexameter::detail
