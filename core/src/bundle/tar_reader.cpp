// Invariants
// 1. Nothing behind the seal's place, as of opening, is given to the archive.
// 2. A member has the bytes that its head says, without holes, or is an error.
#include "bundle/tar_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/sha256.hpp"
#include "bundle/seal.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {
namespace {

constexpr std::string_view zstd_magic = "\x28\xB5\x2F\xFD";

}  // namespace

struct TarReader::State {
    std::filesystem::path file;
    UniqueFd fd;
    std::uint64_t bytes = 0;  // of the file
    std::uint64_t given = 0;  // to the archive
    std::array<char, 65536> block{};
    int failed = 0;  // errno of a read
    archive* tar = nullptr;
    Member member;
    std::uint64_t of_member = 0;  // bytes that were given of it

    ~State() {
        if (tar != nullptr) archive_read_free(tar);
    }

    [[nodiscard]] std::uint64_t sealed() const {
        return bytes - std::min<std::uint64_t>(bytes, seal_bytes);
    }

    // Up to the size of a block; "" at the end or when `failed` says why.
    std::string_view read_at(std::uint64_t offset, std::uint64_t end) {
        const auto wanted = std::min<std::uint64_t>(block.size(), end - std::min(offset, end));
        for (;;) {
            const ssize_t got = ::pread(fd.get(), block.data(), wanted, static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) failed = errno;
            return {block.data(), got < 0 ? 0 : static_cast<std::size_t>(got)};
        }
    }

    [[nodiscard]] Error broken() const {
        if (failed != 0) return file_error("cannot read the bundle", failed, file);
        const char* reason = archive_error_string(tar);
        return {ErrorCode::config,
                fmt::format("the archive cannot be read on: {}",
                            reason != nullptr ? reason : "its end is missing"),
                file.string()};
    }

    static la_ssize_t give(archive*, void* self, const void** data) {
        auto& state = *static_cast<State*>(self);
        const auto piece = state.read_at(state.given, state.sealed());
        state.given += piece.size();
        *data = piece.data();
        return state.failed != 0 ? -1 : static_cast<la_ssize_t>(piece.size());
    }
};

TarReader::TarReader(std::unique_ptr<State> state) : state_(std::move(state)) {}

TarReader::~TarReader() = default;
TarReader::TarReader(TarReader&& other) noexcept = default;

std::uint64_t TarReader::bytes() const {
    return state_->bytes;
}

Result<TarReader> TarReader::open(const std::filesystem::path& file) {
    auto state = std::make_unique<State>();
    state->file = file;
    // A pipe without a writer must not be waited for.
    state->fd = UniqueFd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!state->fd.valid()) {
        const auto error = file_error("cannot open the bundle", errno, file);
        return error;
    }

    struct stat status {};

    if (::fstat(state->fd.get(), &status) != 0) return file_error("cannot read", errno, file);
    if (!S_ISREG(status.st_mode))
        return Error(ErrorCode::config, "is no file; a bundle is one", file.string());
    state->bytes = static_cast<std::uint64_t>(status.st_size);
    if (!state->read_at(0, state->bytes).starts_with(zstd_magic))
        return state->failed != 0
                   ? file_error("cannot read the bundle", state->failed, file)
                   : Error(ErrorCode::config, "is no bundle: `hexameter export` writes them",
                           file.string());
    state->tar = archive_read_new();
    auto* tar = state->tar;
    if (archive_read_support_filter_zstd(tar) != ARCHIVE_OK ||
        archive_read_support_format_tar(tar) != ARCHIVE_OK)
        return state->broken();
    // One that cannot be read is told of by next().
    static_cast<void>(archive_read_open(tar, state.get(), nullptr, &State::give, nullptr));
    return TarReader(std::move(state));
}

Status TarReader::check_seal() const {
    auto& state = *state_;
    const auto seal = std::string(state.read_at(state.sealed(), state.bytes));
    if (!seal.starts_with(seal_head))
        return Error(ErrorCode::config, "its end is missing, or something was written behind it");
    Sha256 sum;
    for (std::uint64_t at = 0; at < state.sealed();) {
        const auto piece = state.read_at(at, state.sealed());
        if (piece.empty()) break;
        sum.add(piece);
        at += piece.size();
    }
    if (state.failed != 0) return file_error("cannot read the bundle", state.failed, state.file);
    if (seal.substr(seal_head.size()) == sum.finish()) return {};
    return Error(ErrorCode::config, "its bytes are not those that were written");
}

Result<std::optional<TarReader::Member>> TarReader::next() {
    auto& state = *state_;
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(state.tar, &entry);
    if (status == ARCHIVE_EOF) return std::optional<Member>();
    if (status != ARCHIVE_OK) return state.broken();
    const char* name = archive_entry_pathname(entry);
    const bool plain = archive_entry_filetype(entry) == AE_IFREG &&
                       archive_entry_hardlink(entry) == nullptr &&
                       archive_entry_symlink(entry) == nullptr &&
                       archive_entry_sparse_count(entry) == 0 && archive_entry_size(entry) >= 0;
    if (name == nullptr || !plain)
        return Error(ErrorCode::config,
                     fmt::format("'{}' in it is no plain file", name != nullptr ? name : "?"),
                     state.file.string());
    state.member = {name, static_cast<std::uint64_t>(archive_entry_size(entry))};
    state.of_member = 0;
    return std::optional(state.member);
}

Result<std::string_view> TarReader::piece() {
    auto& state = *state_;
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    for (;;) {
        const int status = archive_read_data_block(state.tar, &data, &size, &offset);
        if (status == ARCHIVE_EOF) break;
        if (status != ARCHIVE_OK) return state.broken();
        if (size > 0) break;
    }
    const auto end = state.of_member + size;
    if ((size > 0 && static_cast<std::uint64_t>(offset) != state.of_member) ||
        end > state.member.bytes || (size == 0 && end != state.member.bytes))
        return Error(ErrorCode::config,
                     fmt::format("{} has not the size that the archive says", state.member.name),
                     state.file.string());
    state.of_member = end;
    return std::string_view(static_cast<const char*>(data), size);
}

}  // namespace hexameter::detail
