#include "bundle/journal_bytes.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/sha256.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_run.hpp"

namespace hexameter::detail {

Result<std::string_view> FilePieces::next() {
    constexpr std::uint64_t most = 1U << 20U;
    block_.resize(static_cast<std::size_t>(std::min(left_, most)));
    for (;;) {
        const ssize_t got = ::pread(fd_, block_.data(), block_.size(), static_cast<off_t>(at_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_error("cannot read", errno, file_);
        at_ += static_cast<std::uint64_t>(got);
        left_ -= static_cast<std::uint64_t>(got);
        return std::string_view(block_).substr(0, static_cast<std::size_t>(got));
    }
}

Result<std::string> sha256_of_pieces(FilePieces pieces) {
    Sha256 sum;
    for (;;) {
        const auto piece = pieces.next();
        if (!piece) return piece.error();
        if (piece->empty()) return sum.finish();
        sum.add(piece.value());
    }
}

Result<JournalBytes> read_journal_bytes(const std::filesystem::path& journal) {
    auto reader = JournalReader::open(journal, 0);
    if (!reader) return reader.error();
    if (reader->live())
        return Error(ErrorCode::config, "the run is still going on; wait for its end, or stop it",
                     journal.string());
    JournalBytes found;
    for (;;) {
        const auto frame = reader->next();
        if (!frame) return frame.error();
        if (!frame.value()) break;
        if (frame.value()->type == FrameType::header && !found.header)
            found.header = header_in(*frame.value(), found.damage);
    }
    found.damage.insert(found.damage.end(), reader->damage().begin(), reader->damage().end());
    found.bytes = reader->end();
    found.fd = reader->take_fd();
    auto sum = sha256_of_pieces({found.fd.get(), found.bytes, journal});
    if (!sum) return sum.error();
    found.sha256 = std::move(sum.value());
    return found;
}

}  // namespace hexameter::detail
