#include "find_json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "hexameter/sdk/error.hpp"

namespace hexameter::json_metric {
namespace {

// No stack is used for depth.
constexpr unsigned strict = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
constexpr unsigned beginning = strict | rapidjson::kParseStopWhenDoneFlag;

constexpr std::string_view white_space = " \t\r\n";

struct Parsed {
    std::size_t bytes;  // how far it was read
    rapidjson::ParseResult result;
};

template <unsigned flags>
Parsed parse(std::string_view text) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::BaseReaderHandler<> nobody;
    rapidjson::Reader reader;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, nobody);
    return {stream.Tell(), result};
}

FoundJson find_whole(std::string_view text) {
    const std::size_t from = text.find_first_not_of(white_space);
    if (from == std::string_view::npos) {
        return {{}, "it is empty"};
    }
    text = text.substr(from, text.find_last_not_of(white_space) - from + 1);
    const Parsed parsed = parse<strict>(text);
    if (parsed.result.IsError()) {
        return {{},
                std::string(rapidjson::GetParseError_En(parsed.result.Code())) + " At byte " +
                    std::to_string(from + parsed.result.Offset() + 1) + "."};
    }
    // A zero byte is the parser's end.
    if (parsed.bytes < text.size()) {
        return {{}, "it holds a zero byte, at byte " + std::to_string(from + parsed.bytes + 1)};
    }
    return {text, {}};
}

// The next line without its end; `text` goes on behind it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

// The length of the fence that the line begins with, of three signs at the least; else 0.
std::size_t fence_of(std::string_view line, char sign) {
    const std::size_t from = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t end = std::min(line.find_first_not_of(sign, from), line.size());
    return from <= 3 && end - from >= 3 ? end - from : 0;
}

FoundJson find_fenced(std::string_view answer) {
    std::string_view rest = answer;
    while (!rest.empty()) {
        const std::string_view opening = take_line(rest);
        for (const char sign : {'`', '~'}) {
            const std::size_t fence = fence_of(opening, sign);
            if (fence == 0) {
                continue;
            }
            const std::string_view block = rest;
            std::size_t bytes = 0;
            while (!rest.empty() && fence_of(rest.substr(0, rest.find('\n')), sign) < fence) {
                take_line(rest);
                bytes = block.size() - rest.size();
            }
            return find_whole(block.substr(0, bytes));
        }
    }
    return find_whole(answer);
}

FoundJson find_embedded(std::string_view answer) {
    constexpr std::size_t most_bytes = 256U << 20U;
    std::size_t read_bytes = 0;
    for (std::size_t at = answer.find_first_of("{["); at != std::string_view::npos;
         at = answer.find_first_of("{[", at + 1)) {
        const Parsed parsed = parse<beginning>(answer.substr(at));
        if (!parsed.result.IsError()) {
            return {answer.substr(at, parsed.bytes), {}};
        }
        read_bytes += parsed.bytes;
        if (read_bytes > most_bytes) {
            throw sdk::Error(sdk::Status::limit,
                             "the answer has too many opening brackets to be searched for JSON");
        }
    }
    return {{}, "it holds no JSON object or array"};
}

}  // namespace

FoundJson find_json(std::string_view answer, Where where) {
    switch (where) {
        case Where::fenced:
            return find_fenced(answer);
        case Where::embedded:
            return find_embedded(answer);
        default:
            return find_whole(answer);
    }
}

}  // namespace hexameter::json_metric
