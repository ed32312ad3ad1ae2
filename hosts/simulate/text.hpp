// Bytes of HTTP and JSON, written by hand: what a stream sends is made of few fixed parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hexameter::simulate {

// The inside of a JSON string (no quotes round it). `text` is UTF-8.
void append_escaped(std::string& out, std::string_view text);

void append_number(std::string& out, std::uint64_t number);

// One chunk of a chunked body; `data` must not be empty, as an empty chunk ends the body.
void append_chunk(std::string& out, std::string_view data);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

// Status line and headers of a reply whose body is chunked.
void append_stream_head(std::string& out, std::string_view content_type);

// A whole reply. `close`: says that the connection ends with it.
[[nodiscard]] std::string whole_reply(unsigned status, std::string_view content_type,
                                      std::string_view body, bool close);

// Now, of CLOCK_MONOTONIC.
[[nodiscard]] std::uint64_t monotonic_ns();

// Now in UTC as "2026-11-05T10:20:30Z", and as seconds since 1970.
[[nodiscard]] std::string utc_now();
[[nodiscard]] std::uint64_t unix_seconds();

}  // namespace hexameter::simulate
