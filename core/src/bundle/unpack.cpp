// Invariants
// 1. Names in the archive are compared, never used as paths.
// 2. A member's size is checked against the manifest, the room on the disk and the limits before
//    its first byte is written.
#include "bundle/unpack.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/sha256.hpp"
#include "bundle/tar_reader.hpp"

namespace hexameter::detail {
namespace {

using State = Check::State;

constexpr std::uint64_t mebi = std::uint64_t{1} << 20U;
constexpr std::uint64_t longest_manifest_bytes = mebi;
constexpr std::uint64_t longest_samples_bytes = 1024 * mebi;
// Records hold stamps and checksums, which no compression makes so small; zeros it does.
constexpr std::uint64_t most_journal_bytes_per_byte = 1000;
constexpr std::uint64_t any_journal_bytes = 64 * mebi;

Result<UniqueFd> unnamed_file(const std::filesystem::path& folder) {
    UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.valid()) fd = UniqueFd(::memfd_create("hexameter-bundle", MFD_CLOEXEC));
    if (!fd.valid()) return file_error("cannot create a temporary file", errno, folder);
    return fd;
}

Result<UniqueFd> named_file(const std::filesystem::path& file) {
    UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd.valid()) return file_error("cannot create the file", errno, file);
    return fd;
}

// One bundle on its way into files. Errors with ErrorCode::config and unsupported are faults of the
// bundle, others those of this machine.
class Unpacking {
  public:
    Unpacking(TarReader& tar, const UnpackRoom& room) : tar_(tar), room_(room) {}

    [[nodiscard]] Status all() {
        if (auto done = take_manifest(); !done) return done;
        for (const auto& member : manifest_.members)
            if (auto done = take(member); !done) return done.error().at(member.name);
        const auto more = tar_.next();
        if (!more) return more.error();
        if (more.value())
            return Error(ErrorCode::config, fmt::format("it holds {} too, which its manifest does "
                                                        "not name, or names once",
                                                        more.value()->name));
        return {};
    }

    [[nodiscard]] BundleManifest& manifest() { return manifest_; }

    [[nodiscard]] const std::string& wrong_sums() const { return wrong_sums_; }

  private:
    [[nodiscard]] Status begin(std::string_view name, std::uint64_t& bytes) {
        const auto member = tar_.next();
        if (!member) return member.error();
        if (!member.value()) return Error(ErrorCode::config, fmt::format("{} is not in it", name));
        if (member.value()->name != name)
            return Error(ErrorCode::config, fmt::format("where {} should be, it holds '{}'", name,
                                                        member.value()->name));
        bytes = member.value()->bytes;
        return {};
    }

    [[nodiscard]] Status take_manifest() {
        std::uint64_t bytes = 0;
        if (auto done = begin(manifest_name, bytes); !done) return done;
        if (bytes > longest_manifest_bytes)
            return Error(ErrorCode::config, "its manifest is too large");
        std::string json;
        for (;;) {
            const auto piece = tar_.piece();
            if (!piece) return piece.error();
            if (piece->empty()) break;
            json += piece.value();
        }
        auto manifest = decode_manifest(json);
        if (!manifest) return manifest.error().at(manifest_name);
        manifest_ = std::move(manifest.value());
        return {};
    }

    [[nodiscard]] Status check_size(const BundleMember& member, std::uint64_t bytes) const {
        if (bytes != member.bytes)
            return Error(ErrorCode::config,
                         fmt::format("the archive has {} bytes of it, the manifest says {}", bytes,
                                     member.bytes));
        const auto most = member.name == samples_name
                              ? longest_samples_bytes
                              : any_journal_bytes + most_journal_bytes_per_byte * tar_.bytes();
        if (bytes > most)
            return Error(
                ErrorCode::config,
                fmt::format("it would be {} bytes; such a bundle may hold {}", bytes, most));

        struct statvfs disk {};

        const int fd = (member.name == samples_name ? room_.samples : room_.journal).get();
        if (::fstatvfs(fd, &disk) != 0 || disk.f_frsize == 0) return {};
        if (bytes / disk.f_frsize >= disk.f_bavail)
            return file_error(fmt::format("cannot unpack {} bytes", bytes), ENOSPC, room_.folder);
        return {};
    }

    [[nodiscard]] Status take(const BundleMember& member) {
        std::uint64_t bytes = 0;
        if (auto done = begin(member.name, bytes); !done) return done;
        if (auto fits = check_size(member, bytes); !fits) return fits;
        const int fd = (member.name == samples_name ? room_.samples : room_.journal).get();
        Sha256 sum;
        for (;;) {
            const auto piece = tar_.piece();
            if (!piece) return piece.error();
            if (piece->empty()) break;
            sum.add(piece.value());
            if (const int failed = write_all(fd, piece.value()); failed != 0)
                return file_error("cannot unpack the bundle", failed, room_.folder);
        }
        if (sum.finish() != member.sha256)
            wrong_sums_ += (wrong_sums_.empty() ? "" : ", ") + member.name;
        return {};
    }

    TarReader& tar_;
    const UnpackRoom& room_;
    BundleManifest manifest_;
    std::string wrong_sums_;  // members whose hash is not that of the manifest
};

bool is_fault_of_bundle(const Error& error) {
    return error.code() == ErrorCode::config || error.code() == ErrorCode::unsupported;
}

}  // namespace

Result<UnpackRoom> UnpackRoom::unnamed() {
    std::error_code none;
    const auto folder = std::filesystem::temp_directory_path(none);
    auto journal = unnamed_file(folder);
    if (!journal) return journal.error();
    auto samples = unnamed_file(folder);
    if (!samples) return samples.error();
    return UnpackRoom{std::move(journal.value()), std::move(samples.value()), folder};
}

Result<UnpackRoom> UnpackRoom::named(const std::filesystem::path& folder) {
    auto journal = named_file(folder / journal_name);
    if (!journal) return journal.error();
    auto samples = named_file(folder / samples_name);
    if (!samples) return samples.error();
    return UnpackRoom{std::move(journal.value()), std::move(samples.value()), folder};
}

Result<Unpacked> unpack(const std::filesystem::path& file, const UnpackRoom& room) {
    auto tar = TarReader::open(file);
    if (!tar) return tar.error();
    Unpacked unpacked;
    const auto seal = tar->check_seal();
    if (!seal && !is_fault_of_bundle(seal.error())) return seal.error();
    unpacked.checks.push_back(seal ? Check{"seal", State::ok, "every byte is as it was written"}
                                   : Check{"seal", State::failed, seal.error().message()});
    Unpacking unpacking(tar.value(), room);
    const auto done = unpacking.all();
    unpacked.manifest = std::move(unpacking.manifest());
    if (!done && !is_fault_of_bundle(done.error())) return done.error();
    unpacked.whole = done.has_value();
    if (!done) {
        unpacked.checks.push_back({"archive", State::failed, done.error().text()});
        unpacked.checks.push_back({"members", State::not_checkable, "the archive is not whole"});
        return unpacked;
    }
    unpacked.checks.push_back({"archive", State::ok, "manifest and members, each once"});
    const auto& wrong = unpacking.wrong_sums();
    unpacked.checks.push_back(
        wrong.empty() ? Check{"members", State::ok, "each has the hash that the manifest names"}
                      : Check{"members", State::failed,
                              "not with the hash that the manifest names: " + wrong});
    return unpacked;
}

}  // namespace hexameter::detail
