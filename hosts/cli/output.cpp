#include "output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <system_error>

#include "json_failure.hpp"

namespace hexameter::cli {
namespace {

Error failure(const std::string& place) {
    return {ErrorCode::io, "cannot be written: " + std::generic_category().message(errno), place};
}

// Whether all of it went there.
bool write_pieces(std::FILE* out, const Render& render) {
    bool whole = true;
    render([&](std::string_view piece) {
        whole = whole && std::fwrite(piece.data(), 1, piece.size(), out) == piece.size();
        return whole;
    });
    return whole;
}

Status write_whole(const std::string& to, const Render& render) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(to.c_str(), "wbe"),
                                                        &std::fclose);
    if (!out) return failure(to);
    if (!write_pieces(out.get(), render) || std::fclose(out.release()) != 0) return failure(to);
    return {};
}

// A device, a pipe or a terminal is written to; only a file is replaced, behind a link too.
bool is_written_in_place(const std::string& to) {
    std::error_code none;
    const auto status = std::filesystem::status(to, none);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

// Bytes of a control character beyond ASCII at the beginning: U+0080 to U+009F, which terminals
// obey, and the marks that turn the direction of text.
std::size_t hidden_bytes(std::string_view text) {
    if (text.size() >= 2 && text[0] == '\xC2' && text[1] <= '\x9F') return 2;
    for (const std::string_view mark : {"\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D",
                                        "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"})
        if (text.starts_with(mark)) return mark.size();
    return 0;
}

// An open file that is written whole or not at all, where it can be cut.
class CuttableFile {
  public:
    explicit CuttableFile(int fd) : fd_(fd) {
        struct stat file {};

        cuttable_ = fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
        const bool appends = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
        begin_ = appends ? file.st_size : lseek(fd, 0, SEEK_CUR);
    }

    // False when it failed, now or before.
    bool write(std::string_view text) {
        while (failed_ == 0 && !text.empty()) {
            const ssize_t done = ::write(fd_, text.data(), text.size());
            if (done >= 0)
                text.remove_prefix(static_cast<std::size_t>(done));
            else if (errno != EINTR)
                cut(errno);
        }
        return failed_ == 0;
    }

    [[nodiscard]] int failed() const { return failed_; }  // errno; 0: it did not

  private:
    void cut(int why) {
        failed_ = why;
        if (cuttable_ && ftruncate(fd_, begin_) == 0) lseek(fd_, begin_, SEEK_SET);
    }

    int fd_;
    bool cuttable_ = false;
    off_t begin_ = 0;
    int failed_ = 0;
};

}  // namespace

int write_or_cut(int fd, std::string_view text) {
    CuttableFile file(fd);
    file.write(text);
    return file.failed();
}

Status write_output(const std::string& to, const std::string& text) {
    return write_output(to, [&text](const TextSink& out) { out(text); });
}

Status write_output(const std::string& to, const Render& render) {
    if (to.empty() || to == "-") {
        note_document();
        CuttableFile out(STDOUT_FILENO);
        render([&out](std::string_view piece) { return out.write(piece); });
        errno = out.failed();
        // Whoever read it has had enough: `| head`.
        return errno == 0 || errno == EPIPE ? Status() : failure("standard output");
    }
    std::error_code none;
    if (is_written_in_place(to)) return write_whole(to, render);
    const auto target = std::filesystem::weakly_canonical(to, none);
    const std::string place = none ? to : target.string();
    const std::string beside = place + ".part";
    if (auto ok = write_whole(beside, render); !ok) {
        std::filesystem::remove(beside, none);
        return ok;
    }
    std::error_code failed;
    std::filesystem::rename(beside, place, failed);
    if (failed) return Error(ErrorCode::io, "cannot be written: " + failed.message(), to);
    return {};
}

Status check_output(const std::string& to) {
    if (to.empty() || to == "-") return {};
    std::error_code ignored;
    if (std::filesystem::status(to, ignored).type() == std::filesystem::file_type::none)
        return Error(ErrorCode::config,
                     "cannot be written: " + ignored.message() + "; name another file", to);
    if (std::filesystem::is_directory(to, ignored))
        return Error(ErrorCode::config, "is a folder; name a file in it", to);
    const bool in_place = is_written_in_place(to);
    const auto written =
        in_place ? std::filesystem::path(to) : std::filesystem::absolute(to).parent_path();
    if (access(written.c_str(), W_OK) == 0) return {};
    return Error(
        ErrorCode::config,
        fmt::format("cannot be written: {}; name {}", std::generic_category().message(errno),
                    in_place ? "one that is yours" : "a folder that is there and yours"),
        to);
}

namespace {

// A table in a file by the name of something else would be found out by the program that opens it.
Result<ReportFormat> format_by_ending(const std::string& to) {
    const auto ending = std::filesystem::path(to).extension().string();
    const auto is = [&ending](const char* known) {
        return strcasecmp(ending.c_str(), (std::string(".") + known).c_str()) == 0;
    };
    for (const char* const known : {"json", "jsonl", "csv", "md"})
        if (is(known)) return report_format_from(known);
    for (const char* const none : {"html", "htm", "xml", "yaml", "yml", "tsv", "ndjson", "xlsx"})
        if (is(none))
            return Error(ErrorCode::config,
                         fmt::format("reports are not written as {}; name the file .json, .jsonl, "
                                     ".csv or .md, or say what it shall hold: --format table{}",
                                     ending,
                                     is("xml") ? " (JUnit's XML: --junit FILE of run, show and "
                                                 "compare)"
                                               : ""),
                         "--output " + to);
    return ReportFormat::table;
}

}  // namespace

Result<ReportFormat> format_for(const std::string& word, const std::string& to) {
    if (word.empty()) return format_by_ending(to);
    auto format = report_format_from(word);
    if (!format) return format.error().at("--format");
    return format;
}

bool same_place(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return false;
    if (a == "-" || b == "-") return a == b;
    std::error_code ignored;
    if (std::filesystem::is_character_file(a, ignored)) return false;
    if (std::filesystem::equivalent(a, b, ignored)) return true;
    // One that is not there yet is known by its whole path.
    const auto place = [&ignored](const std::string& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path), ignored);
    };
    return place(a) == place(b);
}

std::string without_controls(std::string_view text) {
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && text[i] != '\n') || byte == 0x7f) {
            clean += '?';
        } else if (const auto bytes = hidden_bytes(text.substr(i)); bytes > 0) {
            clean += '?';
            i += bytes - 1;
        } else {
            clean += text[i];
        }
    }
    return clean;
}

void say(std::string_view line) {
    const auto text = without_controls(line) + '\n';
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

namespace {

// 0: nothing says so.
int told_width() {
    const char* set = std::getenv("COLUMNS");  // NOLINT(concurrency-mt-unsafe): nobody sets one
    const std::string_view columns = set == nullptr ? "" : set;
    int width = 0;
    const auto* const end = columns.data() + columns.size();
    if (std::from_chars(columns.data(), end, width).ptr == end && width > 0) return width;
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int output_width() {
    constexpr int usual = 100;
    const int told = told_width();
    return told > 0 ? told : usual;
}

int listing_width() {
    const int told = told_width();
    return told > 0 ? told : std::numeric_limits<int>::max();
}

bool is_live_terminal(int fd) {
    const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody sets one
    return isatty(fd) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

}  // namespace hexameter::cli
