// A run as one file that can be given away, checked without a network, and kept elsewhere.
//
// A bundle is a tar, compressed with zstd, of manifest.json, journal.hxj and, where they could be
// had, samples.jsonl; behind it, in a frame that zstd passes over, the SHA-256 of all before
// (docs/bundles.md).
//
// Threads: any, also at once, and beside other processes with the same home. What comes back is the
// caller's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter {

// One thing that was looked at.
struct Check {
    enum class State { ok, failed, not_checkable };
    std::string name;  // lower_snake: "summary"
    State state = State::ok;
    std::string found;  // what was seen; what is wrong, and where
};

[[nodiscard]] std::string_view to_string(Check::State state);

struct Verification {
    std::string id;  // of the run; "" when it is not known
    std::vector<Check> checks;

    // Nothing failed.
    [[nodiscard]] bool passed() const;
};

struct Exported {
    std::uint64_t bytes = 0;  // of the bundle
    std::vector<std::string>
        notes;  // what it lacks and what of the run is damaged, a sentence each
};

struct Imported {
    std::string id;
    bool was_there = false;  // with the same content: nothing was changed
    Verification verification;
};

// Writes the run, by its whole id, to `file`, which is replaced when all of it is on the disk, and
// not before. ErrorCode::config while the run goes on, and where `file` cannot be a file.
[[nodiscard]] Result<Exported> export_run(const std::filesystem::path& home, const std::string& id,
                                          const std::filesystem::path& file);

// Whether the file is one, sound or not: by how it begins.
[[nodiscard]] bool is_bundle(const std::filesystem::path& file);

// Looks at all that can be checked. What is wrong with the bundle is a failed check; an Error means
// that it could not be looked at. Takes as much room in the folder for temporary files as the
// bundle holds.
[[nodiscard]] Result<Verification> verify_bundle(const std::filesystem::path& file);

// The same of a kept run, by its whole id. ErrorCode::config while it goes on.
[[nodiscard]] Result<Verification> verify_run(const std::filesystem::path& home,
                                              const std::string& id);

// Keeps the run of a bundle under its own id. Refused (ErrorCode::config) when a check fails,
// unless `unverified`; where the archive is not whole or the run's header is lost; and when a run
// of that id with other content is kept. It is there whole or not at all.
[[nodiscard]] Result<Imported> import_bundle(const std::filesystem::path& home,
                                             const std::filesystem::path& file, bool unverified);

// The samples that were imported with a run, a data set in JSON Lines; "" when there are none.
[[nodiscard]] std::filesystem::path imported_samples(const std::filesystem::path& home,
                                                     const std::string& id);

}  // namespace hexameter
