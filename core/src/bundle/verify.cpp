#include "bundle/verify.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/read_file.hpp"
#include "bundle/journal_bytes.hpp"
#include "bundle/journal_check.hpp"
#include "bundle/samples.hpp"
#include "bundle/tar_reader.hpp"
#include "run/samples_hash.hpp"
#include "store/folders.hpp"

namespace hexameter {
namespace detail {
namespace {

using State = Check::State;

Result<std::uint64_t> size_of(int fd, const std::filesystem::path& file) {
    struct stat status {};

    if (::fstat(fd, &status) != 0) return file_error("cannot read", errno, file);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> text_of(int fd, const std::filesystem::path& file) {
    const auto bytes = size_of(fd, file);
    if (!bytes) return bytes.error();
    FilePieces pieces(fd, bytes.value(), file);
    std::string text;
    for (;;) {
        const auto piece = pieces.next();
        if (!piece) return piece.error();
        if (piece->empty()) return text;
        text += piece.value();
    }
}

Check check_hash(const RunHeader& header, const std::string& sha256) {
    if (header.dataset_sha256.empty())
        return {"samples", State::not_checkable, "the run does not say which it had"};
    if (sha256 != header.dataset_sha256)
        return {"samples", State::failed, "they are not those that the run had"};
    return {"samples", State::ok, fmt::format("{}, those that the run had", header.samples)};
}

Check no_header() {
    return {"samples", State::not_checkable, "the header of the run is lost"};
}

Check check_member(const std::optional<RunHeader>& header, const BundleManifest& manifest,
                   const Result<std::string>& lines) {
    if (!header) return no_header();
    if (manifest.member(samples_name) == nullptr)
        return {"samples", State::not_checkable, manifest.samples_missing};
    return check_hash(*header, sha256_of_lines(lines.value()));
}

// Samples that are no part of the run may have changed: that is no fault of the run.
Check check_data_set(const RunHeader& header) {
    const auto samples = samples_of(header.spec);
    if (!samples)
        return {"samples", State::not_checkable,
                "the data set cannot be had: " + samples.error().text()};
    auto check = check_hash(header, samples_sha256(samples.value()));
    if (check.state == State::failed)
        return {"samples", State::not_checkable, "the data set has changed since the run"};
    return check;
}

// What the manifest repeats of the run's header.
Check check_manifest(const BundleManifest& manifest, const std::optional<RunHeader>& header) {
    if (!header) return {"manifest", State::not_checkable, "the header of the run is lost"};
    const bool same = manifest.id == header->id &&
                      manifest.engine_version == header->engine_version &&
                      manifest.dataset_sha256 == header->dataset_sha256;
    return same ? Check{"manifest", State::ok, "says of the run what its header says"}
                : Check{"manifest", State::failed, "says other things of the run than its header"};
}

}  // namespace

Result<VerifiedBundle> unpack_and_verify(const std::filesystem::path& file,
                                         const UnpackRoom& room) {
    auto unpacked = unpack(file, room);
    if (!unpacked) return unpacked.error();
    VerifiedBundle verified{std::move(unpacked.value()), {}, false};
    auto& [id, checks] = verified.verification;
    const auto& manifest = verified.unpacked.manifest;
    id = manifest.id;
    checks = verified.unpacked.checks;
    if (!verified.unpacked.whole) {
        for (const char* name :
             {"manifest", "journal", "identity", "iterations", "timing", "summary", "samples"})
            checks.push_back({name, State::not_checkable, "the archive is not whole"});
        return verified;
    }
    const auto bytes = size_of(room.journal.get(), room.folder);
    if (!bytes) return bytes.error();
    auto reader = JournalReader::again(room.journal.get(), journal_name, bytes.value());
    if (!reader) return reader.error();
    reader->take_for_ended();
    auto journal = check_journal(reader.value(), manifest.id);
    if (!journal) return journal.error();
    const auto lines = text_of(room.samples.get(), room.folder);
    if (!lines) return lines.error();
    verified.header_is_lost = !journal->header;
    checks.push_back(check_manifest(manifest, journal->header));
    checks.insert(checks.end(), journal->checks.begin(), journal->checks.end());
    checks.push_back(check_member(journal->header, manifest, lines));
    return verified;
}

}  // namespace detail

std::string_view to_string(Check::State state) {
    switch (state) {
        case Check::State::ok:
            return "ok";
        case Check::State::failed:
            return "failed";
        case Check::State::not_checkable:
            return "not_checkable";
    }
    return "failed";
}

bool Verification::passed() const {
    return std::none_of(checks.begin(), checks.end(),
                        [](const Check& check) { return check.state == Check::State::failed; });
}

bool is_bundle(const std::filesystem::path& file) {
    auto tar = detail::TarReader::open(file);
    if (!tar) return false;
    const auto first = tar->next();
    return first && first.value() && first.value()->name == detail::manifest_name;
}

Result<Verification> verify_bundle(const std::filesystem::path& file) {
    const auto room = detail::UnpackRoom::unnamed();
    if (!room) return room.error();
    auto verified = detail::unpack_and_verify(file, room.value());
    if (!verified) return verified.error();
    return std::move(verified->verification);
}

Result<Verification> verify_run(const std::filesystem::path& home, const std::string& id) {
    const auto file = detail::journal_file(home, id);
    auto reader = detail::JournalReader::open(file, 0);
    if (!reader) return reader.error().at("run " + id);
    if (reader->live())
        return Error(ErrorCode::config, "is still going on; wait for its end, or stop it",
                     "run " + id);
    auto journal = detail::check_journal(reader.value(), id);
    if (!journal) return journal.error();
    Verification verification{id, std::move(journal->checks)};
    auto& checks = verification.checks;
    const auto samples = detail::imported_samples(home, id);
    if (!journal->header) {
        checks.push_back(detail::no_header());
    } else if (samples.empty()) {
        checks.push_back(detail::check_data_set(*journal->header));
    } else {
        const auto lines = detail::read_text_file(samples, "samples", std::uint64_t{1} << 30U);
        if (!lines) return lines.error();
        checks.push_back(
            detail::check_hash(*journal->header, detail::sha256_of_lines(lines.value())));
    }
    return verification;
}

}  // namespace hexameter
