// Invariants
// 1. Every byte of the file goes through State::write, which counts and hashes it.
// 2. The same members give the same bytes: no times, no owners, one thread.
#include "bundle/tar_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/sha256.hpp"
#include "bundle/seal.hpp"
#include "store/posix_file.hpp"

namespace hexameter::detail {

struct TarWriter::State {
    std::filesystem::path file;
    std::filesystem::path part;  // beside it
    UniqueFd fd;
    Sha256 sum;
    std::uint64_t bytes = 0;
    int failed = 0;  // errno of the first write that failed
    archive* tar = nullptr;
    bool in_place = false;

    ~State() {
        // Closing would write on.
        if (tar != nullptr) {
            archive_write_fail(tar);
            archive_write_free(tar);
        }
        std::error_code none;
        if (!in_place) std::filesystem::remove(part, none);
    }

    bool write(std::string_view piece) {
        sum.add(piece);
        bytes += piece.size();
        if (failed == 0) failed = write_all(fd.get(), piece);
        return failed == 0;
    }

    [[nodiscard]] Error error() const {
        if (failed != 0) return file_error("cannot write the bundle", failed, file);
        const char* reason = archive_error_string(tar);
        return {ErrorCode::io,
                fmt::format("cannot write the bundle: {}", reason != nullptr ? reason : "?"),
                file.string()};
    }

    static la_ssize_t take(archive*, void* self, const void* data, std::size_t size) {
        const bool good = static_cast<State*>(self)->write({static_cast<const char*>(data), size});
        return good ? static_cast<la_ssize_t>(size) : -1;
    }
};

TarWriter::TarWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}

TarWriter::~TarWriter() = default;
TarWriter::TarWriter(TarWriter&& other) noexcept = default;

Result<TarWriter> TarWriter::create(const std::filesystem::path& file) {
    std::error_code absent;
    const auto status = std::filesystem::status(file, absent);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return Error(ErrorCode::config, "is no file; name one", file.string());
    auto state = std::make_unique<State>();
    state->file = std::filesystem::weakly_canonical(file, absent);
    if (absent) state->file = file;
    auto part = state->file;
    part += fmt::format(".part-{}", ::getpid());
    constexpr mode_t as_the_umask_says = 0666;
    state->fd = UniqueFd(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                                as_the_umask_says));
    if (!state->fd.valid()) return file_error("cannot create the bundle", errno, state->file);
    state->part = std::move(part);
    state->tar = archive_write_new();
    auto* tar = state->tar;
    if (archive_write_add_filter_zstd(tar) != ARCHIVE_OK ||
        archive_write_set_format_pax_restricted(tar) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(tar, 1) != ARCHIVE_OK ||
        archive_write_open(tar, state.get(), nullptr, &State::take, nullptr) != ARCHIVE_OK)
        return state->error();
    return TarWriter(std::move(state));
}

Status TarWriter::member(std::string_view name, std::uint64_t bytes, const Pieces& next) {
    auto* tar = state_->tar;
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              &archive_entry_free);
    constexpr mode_t readable = 0644;
    archive_entry_set_pathname(entry.get(), std::string(name).c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), readable);
    if (archive_write_header(tar, entry.get()) != ARCHIVE_OK) return state_->error();
    std::uint64_t written = 0;
    for (;;) {
        const auto piece = next();
        if (!piece) return piece.error();
        if (piece->empty()) break;
        written += piece->size();
        if (written > bytes) break;
        if (archive_write_data(tar, piece->data(), piece->size()) !=
            static_cast<la_ssize_t>(piece->size()))
            return state_->error();
    }
    if (written == bytes) return {};
    return Error(ErrorCode::io, fmt::format("{} changed while it was written; try again", name),
                 state_->file.string());
}

Result<std::uint64_t> TarWriter::finish() {
    if (archive_write_close(state_->tar) != ARCHIVE_OK) return state_->error();
    const auto digest = std::exchange(state_->sum, Sha256()).finish();
    if (!state_->write(std::string(seal_head) + digest)) return state_->error();
    if (::fsync(state_->fd.get()) != 0)
        return file_error("cannot write the bundle to the disk", errno, state_->file);
    std::error_code failed;
    std::filesystem::rename(state_->part, state_->file, failed);
    if (failed) return file_error("cannot write the bundle", failed.value(), state_->file);
    state_->in_place = true;
    return state_->bytes;
}

}  // namespace hexameter::detail
