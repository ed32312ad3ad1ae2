#include "store/frame.hpp"

#include <zlib.h>

#include <cstring>

#include "store/little_endian.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t type_at = 4;
constexpr std::size_t size_at = 8;
constexpr std::size_t crc_at = 12;

std::uint32_t crc_of(std::uint32_t before, std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

std::uint32_t frame_crc(std::uint8_t type, std::string_view payload) {
    std::array<char, crc_at - type_at> covered{};
    covered[0] = static_cast<char>(type);
    store_u32(covered.data() + (size_at - type_at), static_cast<std::uint32_t>(payload.size()));
    return crc_of(crc_of(0, {covered.data(), covered.size()}), payload);
}

std::array<char, frame_head_bytes> make_frame_head(std::uint8_t type, std::string_view payload) {
    std::array<char, frame_head_bytes> head{};
    std::memcpy(head.data(), frame_magic.data(), frame_magic.size());
    head[type_at] = static_cast<char>(type);
    store_u32(head.data() + size_at, static_cast<std::uint32_t>(payload.size()));
    store_u32(head.data() + crc_at, frame_crc(type, payload));
    return head;
}

bool parse_frame_head(std::string_view bytes, FrameHead& head) {
    if (bytes.substr(0, type_at) != frame_magic) return false;
    if (bytes.substr(type_at + 1, 3) != std::string_view("\0\0\0", 3)) return false;
    head.type = static_cast<std::uint8_t>(bytes[type_at]);
    head.payload_bytes = load_u32(bytes.substr(size_at));
    head.crc = load_u32(bytes.substr(crc_at));
    return head.payload_bytes <= frame_payload_limit_bytes;
}

}  // namespace hexameter::detail
