#include "dataset/line_reader.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t block_bytes = 256U << 10U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(const std::filesystem::path& file) : file_(file, std::ios::binary) {
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
    return added > 0;
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
