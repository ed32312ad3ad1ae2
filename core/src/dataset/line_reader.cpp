#include "dataset/line_reader.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t block_bytes = 256U << 10U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(const std::filesystem::path& file)
    : path_(file), file_(file, std::ios::binary) {
    opened_ = file_.is_open();
    while (buffer_.size() < byte_order_mark.size() && fill()) continue;
    if (buffer_.compare(0, byte_order_mark.size(), byte_order_mark) == 0)
        at_ = byte_order_mark.size();
}

// Moves what is left to the front and reads one more block behind it.
bool LineReader::fill() {
    if (!file_.good()) return false;
    buffer_.erase(0, at_);
    at_ = 0;
    const auto kept = buffer_.size();
    buffer_.resize(kept + block_bytes);
    file_.read(buffer_.data() + kept, block_bytes);
    const auto added = static_cast<std::size_t>(file_.gcount());
    buffer_.resize(kept + added);
    hash_.add(std::string_view(buffer_).substr(kept));
    return added > 0;
}

bool LineReader::next_block(std::string_view& block) {
    if (at_ == buffer_.size() && !fill()) return false;
    block = std::string_view(buffer_).substr(at_);
    at_ = buffer_.size();
    return true;
}

char LineReader::first_byte() const {
    const auto found = buffer_.find_first_not_of(" \t\r\n", at_);
    return found == std::string::npos ? '\0' : buffer_[found];
}

std::string LineReader::finish_sha256() {
    std::error_code failure;
    const bool regular = std::filesystem::is_regular_file(path_, failure);
    std::string_view rest;
    while (regular && next_block(rest)) continue;
    if (failed() || !file_.eof()) return {};
    return hash_.finish();
}

bool LineReader::next(std::string_view& line) {
    std::size_t searched = 0;
    while (true) {
        const auto end = buffer_.find('\n', at_ + searched);
        if (end != std::string::npos) {
            line = std::string_view(buffer_).substr(at_, end + 1 - at_);
            break;
        }
        searched = buffer_.size() - at_;
        if (searched > longest_line_bytes) {
            too_long_ = true;
            ++line_number_;
            return false;
        }
        if (fill()) continue;
        line = std::string_view(buffer_).substr(at_);
        if (line.empty()) return false;
        break;
    }
    at_ += line.size();
    ++line_number_;
    return true;
}

}  // namespace hexameter::detail
