#include "json_failure.hpp"

#include <fmt/core.h>

#include <optional>

#include "hexameter/listing.hpp"
#include "output.hpp"

namespace hexameter::cli {
namespace {

// There is one standard output, and one thread that ends with it.
struct StandardOutput {
    std::optional<Error> failure;
    bool has_document = false;
};

StandardOutput& standard_output() {
    static StandardOutput only;
    return only;
}

}  // namespace

void note_failure(const Error& error) {
    standard_output().failure = error;
}

void note_document() {
    standard_output().has_document = true;
}

void write_json_failure(int exit_code) {
    const auto& [failure, has_document] = standard_output();
    if (has_document || !failure) return;
    const Listing fields{{"code", "message", "where", "exit_code"},
                         {{std::string(to_string(failure->code())), failure->message(),
                           failure->where(), std::to_string(exit_code)}},
                         {},
                         {"exit_code"}};
    auto object = render_listing(fields, ReportFormat::jsonl, {});
    while (object.ends_with('\n')) object.pop_back();
    if (auto ok = write_output("-", fmt::format("{{\"error\":{}}}\n", object)); !ok)
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
