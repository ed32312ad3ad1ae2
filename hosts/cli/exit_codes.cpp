#include "exit_codes.hpp"

#include <fmt/core.h>

namespace hexameter::cli {
namespace {

bool is_of(const ExitMeaning& meaning, std::string_view command) {
    return meaning.commands.empty() ||
           fmt::format(", {},", meaning.commands).find(fmt::format(" {},", command)) !=
               std::string::npos;
}

}  // namespace

std::string exit_codes_of(std::string_view command) {
    std::string text = "Exit codes:";
    int last = -1;
    for (const auto& meaning : exit_meanings) {
        if (!is_of(meaning, command)) continue;
        const auto code = meaning.code == last ? std::string() : fmt::format("{}", meaning.code);
        text += fmt::format("\n  {:<4} {}", code, meaning.text);
        last = meaning.code;
    }
    return text;
}

}  // namespace hexameter::cli
