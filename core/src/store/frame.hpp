// The head of a journal's frame: what lies before the payload.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hexameter::detail {

inline constexpr std::string_view frame_magic = "HXJ1";
inline constexpr std::size_t frame_head_bytes = 16;
// Keeps a damaged size from asking for the memory of the machine.
inline constexpr std::size_t frame_payload_limit_bytes = std::size_t{256} << 20U;

struct FrameHead {
    std::uint8_t type = 0;
    std::uint32_t payload_bytes = 0;
    std::uint32_t crc = 0;
};

[[nodiscard]] std::array<char, frame_head_bytes> make_frame_head(std::uint8_t type,
                                                                 std::string_view payload);

// Reads a head; false when these bytes are none. `bytes` holds frame_head_bytes or more.
[[nodiscard]] bool parse_frame_head(std::string_view bytes, FrameHead& head);

// CRC-32 of type, zero bytes, size and payload, as it stands in the head.
[[nodiscard]] std::uint32_t frame_crc(std::uint8_t type, std::string_view payload);

}  // namespace hexameter::detail
