// A run that agrees with itself in everything, and archives of any form.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hexameter/bundle.hpp"
#include "hexameter/record.hpp"

namespace hexameter::testing_bundle {

inline constexpr const char* run_id = "20261121-083012-0001";

// Two inline samples, one with an id; times and summary come out of its events.
[[nodiscard]] RunHeader sound_header();
[[nodiscard]] IterationRecord sound_iteration(std::uint64_t seq);

// Keeps such a run of so many iterations; `change` may spoil each record before it is kept.
void keep_sound_run(const std::filesystem::path& home, std::uint64_t iterations,
                    const RunHeader& header = sound_header(),
                    void (*change)(IterationRecord&) = nullptr);

[[nodiscard]] Check check_of(const Verification& verification, const std::string& name);

// What stands in an archive; `link`: it is a link of that kind to there.
struct Entry {
    std::string name;
    std::string content;
    enum class Kind { file, symlink, hardlink, folder, pipe } kind = Kind::file;
    std::string link = "";
};

// A bundle of these members, with a seal that is right.
void write_archive(const std::filesystem::path& file, const std::vector<Entry>& entries);

// A manifest that is true of this journal, and of these samples where there are any.
[[nodiscard]] std::string manifest_of(const std::string& journal, const std::string& samples = "");

}  // namespace hexameter::testing_bundle
