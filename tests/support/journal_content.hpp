// A journal as a whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "store/journal_reader.hpp"

namespace hexameter::testing {

struct JournalContent {
    std::vector<detail::Frame> frames;
    std::uint64_t end = 0;            // where the next reading goes on: a torn tail is not passed
    std::vector<std::string> damage;  // one sentence each
    bool live = false;                // its writer held it when the reading began
};

// All frames from an offset that an earlier reading gave as `end`.
[[nodiscard]] inline Result<JournalContent> read_journal(const std::filesystem::path& file,
                                                         std::uint64_t from = 0) {
    auto reader = detail::JournalReader::open(file, from);
    if (reader.has_error()) return reader.error();
    JournalContent content;
    for (;;) {
        auto frame = reader.value().next();
        if (frame.has_error()) return frame.error();
        if (!frame.value().has_value()) break;
        content.frames.push_back(*std::move(frame.value()));
    }
    content.end = reader.value().end();
    content.damage = reader.value().damage();
    content.live = reader.value().live();
    return content;
}

}  // namespace hexameter::testing
