#include "json_failure.hpp"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <optional>

#include "exit_codes.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"

namespace hexameter::cli {
namespace {

// There is one standard output, and one thread that ends with it, unless a signal does.
struct StandardOutput {
    std::optional<Error> failure;
    std::atomic<bool> has_document{false};
    std::string on_leaving;  // the document of an interruption; "": none is owed
};

static_assert(std::atomic<bool>::is_always_lock_free);

StandardOutput& standard_output() {
    static StandardOutput only;
    return only;
}

std::string document_of(const Error& failure, int exit_code) {
    const Listing fields{{"code", "message", "where", "exit_code"},
                         {{std::string(to_string(failure.code())), failure.message(),
                           failure.where(), std::to_string(exit_code)}},
                         {},
                         {"exit_code"}};
    auto object = render_listing(fields, ReportFormat::jsonl, {});
    while (object.ends_with('\n')) object.pop_back();
    return fmt::format("{{\"error\":{}}}\n", object);
}

constexpr std::string_view interruption = "stopped by a signal before there was a result";

// A pipe that has room for anything has room for such a short text.
void write_at_once(int fd, std::string_view text) {
    pollfd room{fd, POLLOUT, 0};
    if (poll(&room, 1, 0) == 1 && room.revents == POLLOUT)
        static_cast<void>(!write(fd, text.data(), text.size()));
}

}  // namespace

void prepare_to_leave(bool json) {
    auto& owed = standard_output().on_leaving;
    owed = json ? document_of({ErrorCode::cancelled, std::string(interruption)}, exit_interrupted)
                : "";
}

void leave_interrupted() {
    const auto& out = standard_output();
    if (!out.has_document) {
        write_at_once(STDERR_FILENO, "error: ");
        write_at_once(STDERR_FILENO, interruption);
        write_at_once(STDERR_FILENO, "\n");
        write_at_once(STDOUT_FILENO, out.on_leaving);
    }
    _exit(exit_interrupted);
}

void note_failure(const Error& error) {
    standard_output().failure = error;
}

void note_document() {
    standard_output().has_document = true;
}

void write_json_failure(int exit_code) {
    const auto& out = standard_output();
    if (out.has_document || !out.failure) return;
    if (auto ok = write_output("-", document_of(*out.failure, exit_code)); !ok)
        say("error: " + ok.error().text());
}

std::vector<std::string> words_behind(std::string_view option, int argc, char** argv) {
    const std::string with_equals = std::string(option) + '=';
    std::vector<std::string> found;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == option && i + 1 < argc)
            found.emplace_back(argv[i + 1]);
        else if (word.starts_with(with_equals))
            found.emplace_back(word.substr(with_equals.size()));
    }
    return found;
}

bool asks_for_json(int argc, char** argv, const std::string& format) {
    const auto named = words_behind("--format", argc, argv);
    const auto& last = named.empty() ? format : named.back();
    if (last != "json" && last != "jsonl") return false;
    for (const auto& to : words_behind("--events", argc, argv))
        if (to == "-") return false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word.starts_with("-o") && word.size() > 2 && word != "-o-") return false;
    }
    for (const char* option : {"-o", "--output"})
        for (const auto& to : words_behind(option, argc, argv))
            if (to != "-") return false;
    return true;
}

}  // namespace hexameter::cli
