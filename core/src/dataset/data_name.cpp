#include "dataset/data_name.hpp"

namespace hexameter::detail {
namespace {

// /dev/fd/63, /proc/self/fd/63
bool is_shells_pipe(const std::filesystem::path& file) {
    return file.parent_path().filename() == "fd" &&
           file.filename().string().find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

std::string data_name(const DatasetSpec& dataset) {
    const auto& file = dataset.file;
    if (file.empty()) return "inline";
    if (file == "/dev/stdin") return "standard input";
    return is_shells_pipe(file) ? "a pipe" : file.filename().string();
}

}  // namespace hexameter::detail
