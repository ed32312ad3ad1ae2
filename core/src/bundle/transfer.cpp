// Invariants
// 1. A run appears in the home by one rename of its whole folder, which fails where one is.
// 2. Its folder on the way is locked, so that nobody takes it for a leftover.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/sha256.hpp"
#include "bundle/journal_bytes.hpp"
#include "bundle/samples.hpp"
#include "bundle/tar_writer.hpp"
#include "bundle/verify.hpp"
#include "hexameter/bundle.hpp"
#include "run/samples_hash.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/run_id.hpp"
#include "store/take_in.hpp"

namespace hexameter {
namespace detail {
namespace {

// The samples of the run as lines, or why they cannot be had, without a path of this machine.
Result<std::string> samples_to_export(const std::filesystem::path& home, const RunHeader& header) {
    if (header.dataset_sha256.empty())
        return Error(ErrorCode::config, "the run does not say which samples it had");
    RunSpec spec = header.spec;
    if (const auto kept = imported_samples(home, header.id); !kept.empty()) {
        spec.dataset = {};
        spec.dataset.file = kept;
        spec.dataset.format = "jsonl";
    }
    const auto samples = samples_of(spec);
    if (!samples) return Error(ErrorCode::config, "the data set could not be read at the export");
    if (samples_sha256(samples.value()) != header.dataset_sha256)
        return Error(ErrorCode::config, "the data set had changed between run and export");
    return lines_of(samples.value());
}

TarWriter::Pieces once(const std::string& text) {
    return [rest = std::string_view(text)]() mutable -> Result<std::string_view> {
        return std::exchange(rest, {});
    };
}

std::string sha256_of_text(const std::string& text) {
    Sha256 sum;
    sum.add(text);
    return sum.finish();
}

// A folder on its way to becoming that of a run; gone unless it did.
class Arriving {
  public:
    [[nodiscard]] static Result<Arriving> in(const std::filesystem::path& home) {
        const auto runs = run_folder(home, "x").parent_path();
        for (const auto& folder : {home, runs})
            if (auto made = make_private_folder(folder); !made) return made.error();
        auto name = (runs / (std::string(arriving_mark) + "XXXXXX")).string();
        if (::mkdtemp(name.data()) == nullptr)
            return file_error("cannot create a folder", errno, runs);
        Arriving arriving;
        arriving.folder_ = name;
        arriving.lock_ = UniqueFd(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!arriving.lock_.valid() || ::flock(arriving.lock_.get(), LOCK_EX) != 0)
            return file_error("cannot lock", errno, name);
        return arriving;
    }

    Arriving(Arriving&& other) noexcept
        : folder_(std::exchange(other.folder_, {})), lock_(std::move(other.lock_)) {}

    Arriving& operator=(Arriving&&) = delete;

    ~Arriving() {
        std::error_code none;
        if (!folder_.empty()) std::filesystem::remove_all(folder_, none);
    }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    [[nodiscard]] Status become(const std::filesystem::path& run) {
        std::error_code failed;
        std::filesystem::rename(folder_, run, failed);
        if (failed) return file_error("cannot keep the run", failed.value(), run);
        folder_.clear();
        return sync_folder(run.parent_path());
    }

  private:
    Arriving() = default;

    std::filesystem::path folder_;
    UniqueFd lock_;
};

std::string failed_words(const Verification& verification) {
    std::string words;
    for (const auto& check : verification.checks)
        if (check.state == Check::State::failed)
            words += fmt::format("\n{}: {}", check.name, check.found);
    return words;
}

// Whether the run is kept already; an Error when what is kept is something else.
Result<bool> is_kept(const std::filesystem::path& home, const BundleManifest& manifest, int journal,
                     std::uint64_t bytes) {
    const auto file = journal_file(home, manifest.id);
    std::error_code absent;
    if (!std::filesystem::exists(run_folder(home, manifest.id), absent)) return false;
    const auto kept = read_journal_bytes(file);
    const auto place = "run " + manifest.id;
    if (kept && kept->bytes == bytes) {
        const auto sum = sha256_of_pieces({journal, bytes, file});
        if (!sum) return sum.error();
        if (sum.value() == kept->sha256) return true;
    }
    return Error(ErrorCode::config,
                 "is kept already, with other content than the bundle's; delete it first, or "
                 "import into another home with --home",
                 place);
}

Status sync_members(const UnpackRoom& room) {
    for (const int fd : {room.journal.get(), room.samples.get()})
        if (::fsync(fd) != 0) return file_error("cannot write to the disk", errno, room.folder);
    return {};
}

}  // namespace
}  // namespace detail

using namespace detail;  // NOLINT: this file is where the outside meets the inside

Result<Exported> export_run(const std::filesystem::path& home, const std::string& id,
                            const std::filesystem::path& file) {
    auto journal = read_journal_bytes(journal_file(home, id));
    if (!journal) return journal.error();
    Exported exported{0, journal->damage};
    BundleManifest manifest;
    manifest.id = id;
    manifest.members.push_back({std::string(journal_name), journal->bytes, journal->sha256});
    std::string samples;
    if (const auto& header = journal->header) {
        manifest.engine_version = header->engine_version;
        manifest.dataset_sha256 = header->dataset_sha256;
        auto lines = samples_to_export(home, *header);
        if (lines)
            samples = std::move(lines.value());
        else
            manifest.samples_missing = lines.error().message();
    } else {
        manifest.samples_missing = "the header of the run is lost";
    }
    if (manifest.samples_missing.empty())
        manifest.members.push_back(
            {std::string(samples_name), samples.size(), sha256_of_text(samples)});
    else
        exported.notes.push_back("the samples are not in it: " + manifest.samples_missing);

    auto tar = TarWriter::create(file);
    if (!tar) return tar.error();
    const auto json = encode_manifest(manifest);
    auto done = tar->member(manifest_name, json.size(), once(json));
    FilePieces pieces(journal->fd.get(), journal->bytes, journal_file(home, id));
    if (done) done = tar->member(journal_name, journal->bytes, [&pieces] { return pieces.next(); });
    if (done && manifest.samples_missing.empty())
        done = tar->member(samples_name, samples.size(), once(samples));
    if (!done) return done.error();
    const auto bytes = tar->finish();
    if (!bytes) return bytes.error();
    exported.bytes = bytes.value();
    return exported;
}

Result<Imported> import_bundle(const std::filesystem::path& home, const std::filesystem::path& file,
                               bool unverified) {
    auto arriving = Arriving::in(home);
    if (!arriving) return arriving.error();
    const auto room = UnpackRoom::named(arriving->folder());
    if (!room) return room.error();
    auto verified = unpack_and_verify(file, room.value());
    if (!verified) return verified.error();
    const auto& [unpacked, verification, header_is_lost] = verified.value();
    const auto& manifest = unpacked.manifest;
    if (!unpacked.whole)
        return Error(ErrorCode::config, "cannot be unpacked:" + failed_words(verification),
                     file.string());
    if (header_is_lost)
        return Error(ErrorCode::config,
                     "the header of the run is lost, and with it what was measured; have it "
                     "exported anew:" +
                         failed_words(verification),
                     file.string());
    if (!verification.passed() && !unverified)
        return Error(
            ErrorCode::config,
            "is not sound; --unverified keeps it all the same:" + failed_words(verification),
            file.string());
    const auto there =
        is_kept(home, manifest, room->journal.get(), manifest.member(journal_name)->bytes);
    if (!there) return there.error();
    Imported imported{manifest.id, there.value(), verification};
    if (imported.was_there) return imported;
    std::error_code failed;
    if (manifest.member(samples_name) == nullptr)
        std::filesystem::remove(arriving->folder() / samples_name, failed);
    if (auto done = sync_members(room.value()); !done) return done.error();
    if (auto done = arriving->become(run_folder(home, manifest.id)); !done) return done.error();
    if (auto index = open_index(home)) {
        std::vector<std::string> told_by_whoever_opens_the_history;
        static_cast<void>(
            take_in_run(index.value(), home, manifest.id, told_by_whoever_opens_the_history));
    }
    return imported;
}

}  // namespace hexameter
